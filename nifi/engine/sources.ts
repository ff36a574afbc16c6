/** A NiFi's groups that were made of definitions: listed, made, started, stopped, taken away, each without touching another. */
import { setTimeout as sleep } from 'node:timers/promises'
import { definitionOf } from '../documents.ts'
import type { Flow, SourceFlow } from '../flow.ts'
import { contextName } from '../group.ts'
import { unexpressed } from '../text.ts'
import type { Present, Step } from './plan.ts'
import { nifiCall } from './rest.ts'

const settleMs = 30_000 // a run may be waiting for an answer
const pollMs = 200
const mark = 'Definition ' // and the fingerprint, at the end of a group's comments
const columns = 4 // of groups on the canvas, below those that are built in

interface Entity {
  id: string
  revision: { version: number }
  component: { name: string; comments?: string }
  status?: { aggregateSnapshot: { activeThreadCount: number } }
  runningCount: number
  invalidCount: number
}

interface Contexts {
  parameterContexts: { id: string; revision: { version: number }; component: { name: string } }[]
}

async function groupsOf(url: string): Promise<Entity[]> {
  const path = '/flow/process-groups/root'
  type Root = { processGroupFlow: { flow: { processGroups: Entity[] } } }
  return (await nifiCall<Root>(url, 'GET', path)).processGroupFlow.flow.processGroups
}

export async function presentSources(url: string): Promise<Present[]> {
  const groups = await groupsOf(url)
  return groups.flatMap(({ id, component: { name, comments = '' }, runningCount }) => {
    const at = comments.lastIndexOf(mark)
    if (at < 0) return []
    return [
      { id, name, fingerprint: comments.slice(at + mark.length), isRunning: runningCount > 0 },
    ]
  })
}

export interface Making extends SourceFlow {
  fingerprint: string
  /** By the names of its parameters. */
  values: Record<string, string>
}

/** `making`: of what is created. Throws NifiRefused. */
export async function take(url: string, step: Step, making: Making | undefined): Promise<void> {
  switch (step.do) {
    case 'remove':
      return remove(url, step.id, step.name)
    case 'stop':
      return stop(url, step.id)
    case 'start':
      return start(url, step.id)
    case 'create':
      if (making) await create(url, making)
  }
}

async function create(url: string, making: Making): Promise<void> {
  const { flow, fingerprint } = making
  const contextId = await makeContext(url, making)
  const { id, revision } = await upload(url, flow)
  const comments = `${flow.says}\n${mark}${fingerprint}` // last: who died before it is made again
  await nifiCall(url, 'PUT', `/process-groups/${id}`, {
    revision,
    component: { id, comments, parameterContext: { id: contextId } },
  })
}

/** Its secrets, and beside them what all flows land by. */
async function makeContext(url: string, { flow, values }: Making): Promise<string> {
  const name = flow.context ?? contextName
  await removeContext(url, name)
  const landing = await contextNamed(url, contextName)
  if (!landing) throw new Error(`NiFi has no parameter context ${contextName}`)
  const inherited = { id: landing.id, component: { id: landing.id, name: contextName } }
  const parameters = Object.entries(values).map(([name, value]) => ({
    parameter: { name, value: unexpressed(value), sensitive: true },
  }))
  const { id } = await nifiCall<{ id: string }>(url, 'POST', '/parameter-contexts', {
    revision: { version: 0 },
    component: { name, parameters, inheritedParameterContexts: [inherited] },
  })
  return id
}

async function upload(url: string, flow: Flow): Promise<Entity> {
  const count = (await groupsOf(url)).length
  const says = `${flow.says}\n${mark}in the making`
  const form = new FormData()
  form.append('file', new Blob([JSON.stringify(definitionOf({ ...flow, says }))]), 'flow.json')
  form.append('groupName', flow.name)
  form.append('positionX', String((count % columns) * columnPixels))
  form.append('positionY', String(Math.floor(count / columns) * rowPixels))
  form.append('clientId', 'hypatia')
  form.append('disconnectedNodeAcknowledged', 'false')
  return nifiCall(url, 'POST', '/process-groups/root/process-groups/upload', form)
}

const columnPixels = 420
const rowPixels = 240

async function contextNamed(url: string, name: string) {
  const { parameterContexts } = await nifiCall<Contexts>(url, 'GET', '/flow/parameter-contexts')
  return parameterContexts.find(({ component }) => component.name === name)
}

async function removeContext(url: string, name: string): Promise<void> {
  const found = await contextNamed(url, name)
  if (!found) return
  const version = found.revision.version
  await nifiCall(url, 'DELETE', `/parameter-contexts/${found.id}?version=${version}`)
}

async function start(url: string, id: string): Promise<void> {
  // It judges in its own time; a group with anything invalid would start in part.
  await until(async () => (await groupsOf(url)).find((one) => one.id === id)?.invalidCount === 0)
  await nifiCall(url, 'PUT', `/flow/process-groups/${id}`, { id, state: 'RUNNING' })
}

async function stop(url: string, id: string): Promise<void> {
  await nifiCall(url, 'PUT', `/flow/process-groups/${id}`, { id, state: 'STOPPED' })
  await until(async () => {
    const own = (await groupsOf(url)).find((one) => one.id === id)
    return !own || (own.runningCount === 0 && !own.status?.aggregateSnapshot.activeThreadCount)
  })
}

/** What was on its way in it is still with its source. */
async function remove(url: string, id: string, name: string): Promise<void> {
  await stop(url, id)
  await nifiCall(url, 'POST', `/process-groups/${id}/empty-all-connections-requests`)
  const own = (await groupsOf(url)).find((one) => one.id === id)
  if (own) {
    const version = own.revision.version
    await nifiCall(url, 'DELETE', `/process-groups/${id}?version=${version}&clientId=hypatia`)
  }
  await removeContext(url, `source ${name}`)
}

/** Throws where it does not come to be. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + settleMs
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error('NiFi does not come to rest')
    await sleep(pollMs)
  }
}

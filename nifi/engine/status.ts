/** What a running NiFi says of its flows. https://nifi.apache.org/docs/nifi-docs/rest-api.html */

interface Component {
  id: string
  name: string
  state?: string
  validationStatus?: string
  validationErrors?: string[]
  extensionMissing?: boolean
  config?: { descriptors: Record<string, { dynamic: boolean }> }
}
interface Counted {
  component: Component
  id: string
  stoppedCount: number
}

interface Group {
  processGroupFlow: { flow: { processGroups: Counted[]; processors: { component: Component }[] } }
}

async function get<T>(url: string, path: string): Promise<T> {
  const answer = await fetch(`${url}/nifi-api${path}`)
  if (!answer.ok) throw new Error(`NiFi answers ${answer.status} for ${path}`)
  return (await answer.json()) as T
}

/** One process group a flow. */
export const groupsOf = async (url: string): Promise<Counted[]> =>
  (await get<Group>(url, '/flow/process-groups/root')).processGroupFlow.flow.processGroups

export async function processorsOf(url: string, group: string): Promise<Component[]> {
  const { processGroupFlow } = await get<Group>(url, `/flow/process-groups/${group}`)
  return processGroupFlow.flow.processors.map(({ component }) => component)
}

async function servicesOf(url: string, group: string): Promise<Component[]> {
  const path = `/flow/process-groups/${group}/controller-services?includeAncestorGroups=false`
  const found = await get<{ controllerServices: { component: Component }[] }>(url, path)
  return found.controllerServices.map(({ component }) => component)
}

/** What keeps the flows from being valid, and these from running, in words; none: all is well. */
export async function faultsOf(url: string, running: string[]): Promise<string[]> {
  const groups = await groupsOf(url)
  const names = groups.map(({ component }) => component.name)
  const faults = running.filter((name) => !names.includes(name)).map((name) => `no flow ${name}`)
  for (const { id, component, stoppedCount } of groups) {
    const mustRun = running.includes(component.name)
    const services = await servicesOf(url, id)
    for (const one of [...(await processorsOf(url, id)), ...services]) {
      const isWell = one.validationStatus === 'VALID' && !one.extensionMissing
      const why = (one.validationErrors ?? []).join('; ')
      if (!isWell) faults.push(`${component.name}: ${one.name} is ${one.validationStatus} ${why}`)
    }
    const isOff = services.some(({ state }) => state !== 'ENABLED') || stoppedCount > 0
    if (mustRun && isOff) faults.push(`${component.name} does not run`)
  }
  return faults
}

interface Bulletin {
  level: string
  sourceName: string
  message: string
}

/** Errors and warnings that NiFi shows on its canvas. */
export async function bulletinsOf(url: string): Promise<Bulletin[]> {
  type Board = { bulletinBoard: { bulletins: { bulletin?: Bulletin }[] } }
  const { bulletinBoard } = await get<Board>(url, '/flow/bulletin-board')
  return bulletinBoard.bulletins.flatMap(({ bulletin }) => bulletin ?? [])
}

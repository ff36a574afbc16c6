/** A NiFi with our flows, in a folder and on ports of its own, that can die and come back. */
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { Laptop } from '../../cli/settings.ts'
import { dataflowOf } from '../../nifi/documents.ts'
import { assemble } from '../../nifi/engine/assemble.ts'
import { type Engine, ready, start } from '../../nifi/engine/engine.ts'
import { filled } from '../../nifi/engine/fill.ts'
import { layOut, wipe } from '../../nifi/engine/home.ts'
import { flows } from '../../nifi/flows.ts'

export interface Instance {
  home: string
  in: string
  refused: string
  /** Where files are pushed to. */
  intake: string
  /** The engine that runs now. */
  engine(): Engine
  /** As a power cut: `wiped` also takes its disk. */
  die(isWiped: boolean): Promise<void>
  stop(): Promise<void>
}

/** `environment` beside what the laptop says: `LANDING_URL` to put something between. */
export async function startInstance(
  folder: string,
  laptop: Laptop,
  running: string[],
  environment: Record<string, string> = {},
): Promise<Instance> {
  const home = join(folder, 'nifi')
  mkdirSync(home, { recursive: true })
  const [webPort, managementPort, intakePort] = await freePorts()
  const places = { in: join(home, 'in'), refused: join(home, 'refused') }
  const dataflow = filled(dataflowOf(flows), running, {
    LANDING_URL: laptop.api,
    LANDING_TOKEN_URL: laptop.issuer.tokenUrl,
    LANDING_CLIENT_ID: laptop.issuer.clientId,
    LANDING_CLIENT_SECRET: laptop.issuer.clientSecret,
    INTAKE_PORT: String(intakePort),
    DIRECTORY_IN: places.in,
    DIRECTORY_REFUSED: places.refused,
    ...environment,
  })
  const lib = await assemble(console.error)
  const begin = async (): Promise<Engine> => {
    layOut({ home, lib, webPort, dataflow })
    const begun = await start({ home, webPort, managementPort })
    try {
      await ready(begun, running)
      return begun
    } catch (error) {
      await begun.stop()
      throw error
    }
  }
  let engine = await begin()
  return {
    home,
    ...places,
    intake: `http://127.0.0.1:${intakePort}`,
    engine: () => engine,
    async die(isWiped) {
      await engine.kill()
      if (isWiped) wipe(home)
      engine = await begin()
    },
    stop: () => engine.stop(),
  }
}

/** Three that nobody listens at. */
async function freePorts(): Promise<[number, number, number]> {
  const servers = [createServer(), createServer(), createServer()]
  const ports: number[] = []
  for (const server of servers) {
    await once(server.listen(0, '127.0.0.1'), 'listening')
    ports.push((server.address() as AddressInfo).port)
  }
  for (const server of servers) server.close()
  return ports as [number, number, number]
}

/** A Java that runs NiFi 2: 21 or newer. */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

export const javaVersionMin = 21
const installed = '/usr/lib/jvm'

/** Its home: `JAVA_HOME`'s if that is new enough, else one that the system has; undefined where none is. */
export function findJava(): string | undefined {
  const homes = existsSync(installed) ? readdirSync(installed).sort() : []
  const candidates = [process.env.JAVA_HOME, ...homes.map((name) => join(installed, name))]
  return [...candidates, onPath()].find(
    (home): home is string => home !== undefined && versionOf(home) >= javaVersionMin,
  )
}

function versionOf(home: string): number {
  const { stderr } = spawnSync(join(home, 'bin', 'java'), ['-version'], { encoding: 'utf8' })
  return Number(/version "(\d+)/.exec(stderr ?? '')?.[1] ?? 0)
}

/** The home of the `java` on the PATH, by its own word. */
function onPath(): string | undefined {
  const { stderr } = spawnSync('java', ['-XshowSettings:properties', '-version'], {
    encoding: 'utf8',
  })
  return /java\.home = (.+)/.exec(stderr ?? '')?.[1]
}

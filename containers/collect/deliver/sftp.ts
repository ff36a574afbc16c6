/** A folder of a host that speaks SFTP: a file has its name once it is whole, and never two contents under it. */
import { isAnswer, type Line, lineTo } from '../line.ts'
import { bytesOf, fileOf } from './file.ts'
import type { Opened, Peer } from './kind.ts'

export async function openSftp({ definition, secrets }: Opened<'sftp'>): Promise<Peer> {
  const { parameters } = definition
  const { folder, format, host } = parameters
  let line = await lineTo(parameters, secrets)
  const open = async (): Promise<Line> => {
    if (!line.isOpen) line = await lineTo(parameters, secrets)
    return line
  }
  return {
    async send(delivery) {
      const name = fileOf(delivery, format)
      const bytes = bytesOf(delivery, format)
      const host = await open()
      const [path, under] = [`${folder}/${name}`, `${folder}/.${name}.part`]
      const there = await host.look(path)
      if (there?.size === bytes.length) return // its acknowledgement was lost
      if (there)
        throw new Error(
          `${path} is there with ${there.size} bytes, which are not the ${bytes.length} of this delivery: move it away.`,
        )
      await host.put(under, bytes).catch(refused(under))
      await host.rename(under, path).catch(refused(path))
    },
    async check() {
      const found = await (await open()).look(folder === '.' ? './' : folder)
      if (!found) throw new Error(`${host} has no folder ${folder}.`)
      return `${host} has the folder ${folder}.`
    },
    close: async () => line.close(),
  }
}

/** The host's own words, with the name. */
const refused =
  (path: string) =>
  (error: unknown): never => {
    throw isAnswer(error) ? new Error(`${path}: the host says: ${error.message}`) : error
  }

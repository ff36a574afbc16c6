/** Rows that cannot be read right, kept beside the table one by one: a file of JSON lines, and how many there are. */
import { closeSync, createReadStream, openSync, writeSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Source } from '../../lake/normalise.ts'
import { Quarantined } from '../../lake/problem.ts'
import { asideMax, type Rejected } from '../../lake/render/render.ts'

export interface Aside {
  add(row: Rejected): void
  /** Undefined: there were none. Throws Quarantined where they are too many for the others to be trusted. */
  end(rowsRead: number): { rows: number; path: string } | undefined
  close(): void
}

const pieceCharacters = 1 << 16

/** Readline, and others that read lines, take U+2028 and U+2029 for their ends; JSON leaves them as they are. */
const jsonLine = (value: unknown): string =>
  JSON.stringify(value).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')

export function asideIn(folder: string): Aside {
  const path = join(folder, 'rejects.ndjson')
  let [rows, lines] = [0, '']
  let [file, first]: [number | undefined, Rejected | undefined] = [undefined, undefined]
  function write(): void {
    file ??= openSync(path, 'w')
    writeSync(file, lines)
    lines = ''
  }
  return {
    add(row) {
      rows++
      first ??= row
      lines += `${jsonLine(row)}\n`
      if (lines.length > pieceCharacters) write()
    },
    end(rowsRead) {
      if (!first) return undefined
      if (rows > asideMax(rowsRead)) throw tooMany(first, rows, rowsRead)
      write()
      return { rows, path }
    },
    close() {
      if (file !== undefined) closeSync(file)
      file = undefined
    },
  }
}

/** Those of several files, each row with the name of its own; undefined: there are none. */
export async function joinedRejects(
  files: { name: string; source: Source }[],
  path: string,
): Promise<Source['rejects']> {
  let rows = 0
  const lines = async function* () {
    for (const { name, source } of files) {
      if (!source.rejects) continue
      rows += source.rejects.rows
      const member = `{"member":${jsonLine(name)},`
      for await (const line of createInterface({ input: createReadStream(source.rejects.path) })) {
        yield `${member}${line.slice(1)}\n`
      }
    }
  }
  if (!files.some(({ source }) => source.rejects)) return undefined
  await writeFile(path, lines())
  return { rows, path }
}

const tooMany = ({ line, byte, reason, text }: Rejected, rows: number, rowsRead: number) =>
  new Quarantined({
    code: 'rows.too-many-aside',
    detail: `${rows} rows cannot be read right, beside ${rowsRead} that can. The first${line === undefined ? '' : ` is in line ${line}`}: ${reason}`,
    remedy: 'Correct them, or say how the file is to be read, and land it again.',
    at: { ...(line === undefined ? {} : { line }), byte, excerpt: text.slice(0, 200) },
  })

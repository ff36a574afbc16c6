/** Each limit at its value and one beyond; what is read of objects larger than an inspection. */
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from '@jest/globals'
import { decompressed } from '../../../lake/inspect/compression.ts'
import { inspect } from '../../../lake/inspect/inspect.ts'
import type { CsvDialect, Inspection } from '../../../lake/inspect/inspection.ts'
import { scanner } from '../../../lake/inspect/scan.ts'
import { inspectText } from '../../../lake/inspect/text.ts'
import {
  columnsMax,
  decompressionFloorBytes,
  inspectionBytesMax,
  jsonDepthMax,
  lineBytesMax,
  structFieldsMax,
  typedBytesMax,
} from '../../../lake/limits.ts'
import { Quarantined } from '../../../lake/problem.ts'
import { inspectBytes, scanWhole } from './lookinto.ts'

const csv: CsvDialect = { delimiter: ',', quote: '"', escape: '"', header: true }

/** The code of the reason, or `ok`. */
async function outcome(run: () => unknown): Promise<string> {
  try {
    await run()
    return 'ok'
  } catch (error) {
    if (error instanceof Quarantined) return error.reason.code
    throw error
  }
}

const scanCsv = (text: string, chunkBytes = 65_536) =>
  outcome(() => scanWhole({ format: 'csv', csv } as Inspection, Buffer.from(text), chunkBytes))
const scanJson = (text: string) =>
  outcome(() => scanWhole({ format: 'ndjson' } as Inspection, Buffer.from(text), 65_536))

describe('lines', () => {
  const line = (bytes: number): string => `a,b\n1,${'x'.repeat(bytes - 2)}\n`

  test('of CSV', async () => {
    expect(await scanCsv(line(lineBytesMax))).toBe('ok')
    expect(await scanCsv(line(lineBytesMax + 1))).toBe('csv.line-too-long')
  })

  test('of CSV, in quotes that do not close', async () => {
    const open = `a,b\n1,2\n3,"${'x\n'.repeat(lineBytesMax / 2)}4,5\n`
    expect(await scanCsv(open)).toBe('csv.unterminated-quote')
  })

  test('of JSON', async () => {
    const json = (bytes: number): string => `{"a":"${'x'.repeat(bytes - 8)}"}\n`
    expect(await scanJson(json(lineBytesMax))).toBe('ok')
    expect(await scanJson(json(lineBytesMax + 1))).toBe('json.line-too-long')
  })
})

describe('columns', () => {
  const header = (n: number): string => Array.from({ length: n }, (_, i) => `c${i}`).join(',')
  const members = (n: number): string =>
    `${JSON.stringify(Object.fromEntries(Array.from({ length: n }, (_, i) => [`c${i}`, i])))}\n`

  test('of CSV', async () => {
    expect(await scanCsv(`${header(columnsMax)}\n`)).toBe('ok')
    expect(await scanCsv(`${header(columnsMax + 1)}\n`)).toBe('csv.too-many-columns')
  })

  test('a header that is longer than a dialect takes is a header', async () => {
    const names = Array.from({ length: columnsMax }, (_, i) => `measurement_of_sensor_number_${i}`)
    const row = `${names.map((_, i) => i).join(',')}\n`
    const inspection = await inspectBytes(Buffer.from(`${names.join(',')}\n${row}${row}`))
    expect(inspection.columns.map(({ name }) => name)).toEqual(names)
    expect(inspection.text?.rows).toBe(2)
  })

  test('of JSON', async () => {
    expect(await outcome(() => inspectBytes(Buffer.from(members(columnsMax))))).toBe('ok')
    expect(await outcome(() => inspectBytes(Buffer.from(members(columnsMax + 1))))).toBe(
      'json.too-many-columns',
    )
  })

  test('of a nested JSON object: beyond, it stays text', async () => {
    const nested = async (n: number) => {
      const { columns } = await inspectBytes(Buffer.from(`{"a":${members(n).trim()}}\n`))
      return columns[0]!.type
    }
    expect(await nested(structFieldsMax)).toHaveProperty('struct')
    expect(await nested(structFieldsMax + 1)).toBe('string')
  })
})

test('depth of JSON; brackets in strings are text', async () => {
  const deep = (n: number): string => `{"a":${'['.repeat(n - 1)}${']'.repeat(n - 1)}}\n`
  expect(await scanJson(deep(jsonDepthMax))).toBe('ok')
  expect(await scanJson(deep(jsonDepthMax + 1))).toBe('json.too-deep')
  expect(await scanJson(`{"a":"${'['.repeat(100)}\\"${'{'.repeat(100)}"}\n`)).toBe('ok')
  expect(await scanJson(deep(50_000))).toBe('json.too-deep')
})

describe('gzip', () => {
  const drained = (compressed: Buffer) =>
    outcome(async () => {
      for await (const _ of decompressed('gzip', [compressed]));
    })

  test('a bomb, at inspection and in full', async () => {
    const bomb = gzipSync(Buffer.alloc(decompressionFloorBytes * 2, 'a,b\n'))
    expect(await outcome(() => inspectBytes(bomb))).toBe('gzip.bomb')
    expect(await drained(bomb)).toBe('gzip.bomb')
  })

  test('a short file of repeated rows is none', async () => {
    expect(await drained(gzipSync(Buffer.alloc(decompressionFloorBytes / 2, 'a,b\n')))).toBe('ok')
  })

  test('an error of the source stays what it is', async () => {
    const broken = async function* () {
      yield gzipSync('a,b\n1,2\n').subarray(0, 12)
      throw new Error('the socket closed')
    }
    const drain = async () => {
      for await (const _ of decompressed('gzip', broken()));
    }
    await expect(drain()).rejects.toThrow('the socket closed')
  })
})

describe('an object of 10 GB', () => {
  const bytes = 10_000_000_000
  /** A text that goes on and on: what is not read is never made. */
  const endless = (line: (n: number) => string) => async (start: number, end: number) => {
    const lineBytes = line(0).length
    const first = Math.floor(start / lineBytes)
    const count = Math.ceil(end / lineBytes) - first
    const text = Array.from({ length: count }, (_, i) => line(first + i)).join('')
    return Buffer.from(text).subarray(start - first * lineBytes, end - first * lineBytes)
  }

  test('is inspected by its first MiB, and its rows are typed by a quarter of that', async () => {
    const read = endless((n) => `${String(n).padStart(12, '0')},x\n`)
    const inspection = await inspect({ key: 's/d/f', bytes }, read)
    expect(inspection).toMatchObject({ format: 'csv', whole: false, verdict: 'table' })
    expect(inspection.bytesRead).toBe(inspectionBytesMax)
    expect(inspection.text!.rows).toBe(Math.floor(typedBytesMax / 15))
  })

  test('of JSON is typed by as much of it, its grammar seen further', async () => {
    const line = (n: number): string => `{"id":${String(n + 1e8)}}`
    const lines = await inspect(
      { key: 's/d/f', bytes },
      endless((n) => `${line(n)}\n`),
    )
    expect(lines).toMatchObject({ format: 'ndjson', whole: false })
    expect(lines.text!.rows).toBe(Math.floor(typedBytesMax / 17))
    const array = await inspect(
      { key: 's/d/f', bytes },
      endless((n) => `${n === 0 ? '[' : ','}${line(n)}\n`),
    )
    expect(array).toMatchObject({ format: 'json', columns: [{ name: 'id', type: 'long' }] })
    expect(array.evidence[0]).toContain(`${Math.floor(typedBytesMax / 18)} seen`)
    const late = endless((n) => `${n === 0 ? '[' : n === 50_000 ? '!' : ','}${line(n)}\n`)
    await expect(inspect({ key: 's/d/f', bytes }, late)).rejects.toMatchObject({
      reason: { code: 'json.malformed' },
    })
  })

  test('of one line is an asset', async () => {
    const inspection = await inspect(
      { key: 's/d/f', bytes },
      endless(() => 'x'),
    )
    expect(inspection.reason?.code).toBe('asset.one-line')
  })

  test('Parquet with a footer beyond the budget is an asset', async () => {
    const tail = Buffer.from([0, 0, 0x20, 0, 0x50, 0x41, 0x52, 0x31])
    const inspection = await inspect({ key: 's/d/f', bytes }, async (start, end) => {
      const part = Buffer.alloc(end - start)
      if (start === 0) part.write('PAR1')
      if (end === bytes) tail.copy(part, part.length - tail.length)
      return part
    })
    expect(inspection.reason?.code).toBe('asset.parquet-footer')
    expect(inspection.bytesRead).toBeLessThanOrEqual(inspectionBytesMax)
  })
})

test('a head may end anywhere: within a quoted cell, a line end, a character', () => {
  const row = Buffer.from('"1","é\n""é"\r\n')
  const text = Buffer.from(`"id","text"\r\n${String(row).repeat(20)}`)
  for (let end = text.length - 2 * row.length; end < text.length; end++) {
    const finding = inspectText({ bytes: text.subarray(0, end), whole: false }, [])
    const rows = Math.floor((end - 13) / row.length)
    expect(finding.text).toMatchObject({ rows, cellsMin: 2, cellsMax: 2, lineEnd: '\r\n' })
  }
})

test('facts do not depend on how the text is cut into chunks', () => {
  const text = Buffer.from('\ufeff"a",b\r\n"x\r\ny",\\N\r\n\r\n "é", 3\r\n')
  const whole = scanWhole({ format: 'csv', csv } as Inspection, text, text.length)
  for (let chunkBytes = 1; chunkBytes < text.length; chunkBytes++) {
    expect(scanWhole({ format: 'csv', csv } as Inspection, text, chunkBytes)).toEqual(whole)
  }
  expect(whole).toMatchObject({ rows: 2, lines: 5, blankLines: 1, hiveNulls: 1, bom: true })
})

test('where it is wrong', () => {
  const scan = scanner({ format: 'ndjson' })
  const bad = '{"a":1}\n\n{"a":2}\n{"a":oops}\n'
  expect(() => scan.push(Buffer.from(bad))).toThrow(
    expect.objectContaining({
      reason: expect.objectContaining({
        code: 'json.malformed-line',
        at: { line: 4, byte: 17, excerpt: '{"a":oops}' },
      }),
    }),
  )
})

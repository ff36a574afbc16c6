import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { readAvro, writeAvro } from '../../../lake/iceberg/avro.ts'
import { avroName, manifestListSchema } from '../../../lake/iceberg/avroschema.ts'
import { decodeBound, encodeBound, truncateBound } from '../../../lake/iceberg/bounds.ts'
import {
  addedEntry,
  type Entry,
  type ManifestFile,
  parseManifest,
  parseManifestList,
  status,
  writeManifest,
  writeManifestList,
} from '../../../lake/iceberg/manifest.ts'
import { currentSchema } from '../../../lake/iceberg/metadata.ts'
import { fakeFile, MemoryTable } from './memory.ts'

const table = new MemoryTable({
  columns: [{ name: '1day-x', type: 'string' }],
  partitionKeys: ['1day-x'],
})
const schema = currentSchema(table.metadata)
const spec = table.metadata['partition-specs'][0]!
const snapshotId = 2n ** 62n + 1n
const fileOf = (value: string | null, i: number) =>
  fakeFile(`s3://b/${i}`, {
    partition: { '1day-x': value },
    lower: { 1: 'YQ==' },
    upper: { 1: 'Yg==' },
  })

describe('manifests', () => {
  test('come back as they were written, with what they inherit', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.string()), { minLength: 1, maxLength: 30 }), (values) => {
        const entries = values.map((value, i) => addedEntry(fileOf(value, i), spec, snapshotId))
        const { bytes, file } = writeManifest('m', entries, schema, spec, snapshotId)
        const [line] = parseManifestList(writeManifestList([file], snapshotId, undefined, 7))
        expect(line).toMatchObject({ sequence_number: 7n, min_sequence_number: 7n })
        const inherited = { sequence_number: 7n, file_sequence_number: 7n }
        const wanted = entries.map((entry) => ({ ...entry, ...inherited }))
        expect(parseManifest(bytes, line!)).toEqual(wanted)
      }),
      { numRuns: 40 },
    )
  })

  test('more than one block, and the same bytes for the same entries', () => {
    const entries = Array.from({ length: 2500 }, (_, i) => addedEntry(fileOf('d', i), spec, 1n))
    const write = () => writeManifest('m', entries, schema, spec, 1n)
    const { bytes, file } = write()
    expect(parseManifest(bytes, { ...file, sequence_number: 1n })).toHaveLength(2500)
    expect(write().bytes.equals(bytes)).toBe(true)
  })

  test('count by status; the least sequence number is of what lives', () => {
    const [a, b, c] = [1, 2, 3].map(
      (i): Entry => ({
        ...addedEntry(fileOf(null, i), spec, 1n),
        sequence_number: BigInt(i),
        status: i === 1 ? status.deleted : status.existing,
      }),
    )
    const { file } = writeManifest('m', [a!, b!, c!], schema, spec, 9n)
    expect(file).toMatchObject({
      added_files_count: 0,
      existing_files_count: 2,
      deleted_files_count: 1,
      existing_rows_count: 2n,
      min_sequence_number: 2n,
      partitions: [{ contains_null: true, lower_bound: null, upper_bound: null }],
    })
  })

  test('a spec of another engine is refused', () => {
    const bucket = { ...spec, fields: [{ ...spec.fields[0]!, transform: 'bucket[4]' }] }
    expect(() => writeManifest('m', [], schema, bucket, 1n)).toThrow(
      '1day-x is bucket[4] of string',
    )
  })

  test('names are escaped as in Iceberg’s own library', () => {
    expect(avroName('1day-x')).toBe('_1day_x2Dx')
    expect(avroName('ü😀_a')).toBe('_xFC_x1F600_a')
  })
})

describe('Avro', () => {
  test('fields of an older writer are found by id, whatever their names', () => {
    const renamed = JSON.parse(
      JSON.stringify(manifestListSchema).replaceAll(
        '"added_files_count"',
        '"added_data_files_count"',
      ),
    )
    const old = {
      manifest_path: 'm',
      manifest_length: 1n,
      partition_spec_id: 0,
      content: 0,
      sequence_number: 1n,
      min_sequence_number: 1n,
      added_snapshot_id: snapshotId,
      added_data_files_count: 5,
      existing_files_count: 0,
      deleted_files_count: 0,
      added_rows_count: 0n,
      existing_rows_count: 0n,
      deleted_rows_count: 0n,
      partitions: null,
      key_metadata: null,
    }
    const [line] = parseManifestList(writeAvro(renamed, [old], {})) as [ManifestFile]
    expect(line.added_files_count).toBe(5)
    expect(line.added_snapshot_id).toBe(snapshotId)
  })

  test('another file, and another codec, are refused', () => {
    expect(() => readAvro(Buffer.from('PAR1'), 'int')).toThrow('not an Avro file')
    const bytes = writeAvro('int', [1], { 'avro.codec': 'snappy' })
    expect(() => readAvro(bytes, 'int')).toThrow('Avro codec snappy is not read')
  })
})

describe('bounds', () => {
  test('decimals of every size come back', () => {
    const unscaled = fc.bigInt({ min: -(10n ** 38n), max: 10n ** 38n })
    fc.assert(
      fc.property(unscaled, (value) => {
        const bytes = encodeBound('decimal(38, 2)', value)
        expect(decodeBound('decimal(38, 2)', bytes)).toBe(value)
        expect(bytes.length).toBeLessThanOrEqual(16)
      }),
    )
  })

  test('a cut text’s bounds enclose it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        const bytes = Buffer.from(text)
        const lower = truncateBound('string', 'lower', bytes) as Buffer
        const upper = truncateBound('string', 'upper', bytes) as Buffer | undefined
        expect(Buffer.compare(lower, bytes)).toBeLessThanOrEqual(0)
        if (upper) expect(Buffer.compare(upper, bytes)).toBeGreaterThanOrEqual(0)
      }),
    )
  })

  test('those from before a promotion are read with their own width', () => {
    expect(decodeBound('long', encodeBound('int', -5n))).toBe(-5n)
    expect(decodeBound('double', encodeBound('float', 0.5))).toBe(0.5)
  })
})

test('a block that says an impossible size, or records of no bytes, is refused', () => {
  const none = writeAvro(manifestListSchema, [], {})
  expect(() => readAvro(Buffer.concat([none, Buffer.from([0, 35])]), manifestListSchema)).toThrow(
    'an Avro block is cut',
  )
  const empty = writeAvro({ type: 'record', name: 'nothing', fields: [] }, [{}, {}], {})
  expect(() => readAvro(empty, manifestListSchema)).toThrow('an Avro record has no bytes')
})

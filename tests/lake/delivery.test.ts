import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { compareSequencers, deliveriesOf } from '../../lake/delivery.ts'

const event = (eventName: string, object: object) =>
  JSON.stringify({
    Records: [
      {
        eventVersion: '2.1',
        eventSource: 'aws:s3',
        awsRegion: 'eu-central-1',
        eventTime: '2026-01-02T03:04:05.678Z',
        eventName,
        s3: {
          s3SchemaVersion: '1.0',
          bucket: { name: 'raw', arn: 'arn:aws:s3:::raw' },
          object: { key: 's/d/a.csv', sequencer: '0055AED6DCD90281E5', ...object },
        },
      },
    ],
  })

describe('deliveriesOf', () => {
  test('an object that was created, its key decoded as S3 encodes it', () => {
    const key = 's/d/a+b%2Bc+%C3%A9%2F%2F..csv'
    const object = { key, versionId: 'v1', eTag: 'abc', size: 12 }
    expect(deliveriesOf(event('ObjectCreated:Put', object))).toEqual([
      {
        kind: 'created',
        eventMs: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
        object: {
          bucket: 'raw',
          key: 's/d/a b+c é//..csv',
          versionId: 'v1',
          etag: 'abc',
          bytes: 12,
          sequencer: '0055AED6DCD90281E5',
        },
      },
    ])
  })

  test('any key comes back from the form that S3 gives it', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (key) => {
        const encoded = new URLSearchParams({ key }).toString().slice('key='.length)
        expect(deliveriesOf(event('ObjectCreated:Copy', { key: encoded }))).toMatchObject([
          { object: { key } },
        ])
      }),
    )
  })

  test.each([
    'ObjectRemoved:Delete',
    'ObjectRemoved:DeleteMarkerCreated',
    's3:ObjectRemoved:Delete',
  ])('%s is a removal', (name) => {
    expect(deliveriesOf(event(name, { versionId: 'm' }))).toMatchObject([
      { kind: 'removed', object: { versionId: 'm', bytes: 0 } },
    ])
  })

  test.each(['ObjectRestore:Post', 'ObjectTagging:Put', 'LifecycleTransition'])(
    '%s changes no rows',
    (name) => {
      expect(deliveriesOf(event(name, {}))).toEqual([])
    },
  )

  test('S3’s test of the queue is none', () => {
    const test_ = { Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'raw', RequestId: 'x' }
    expect(deliveriesOf(JSON.stringify(test_))).toEqual([])
  })

  test('our own word that an object was examined', () => {
    const message = { kind: 'examined', key: 's/d/a.csv', sequencer: '01', table: 's_d' }
    expect(deliveriesOf(JSON.stringify(message))).toEqual([message])
  })

  test.each([
    '',
    'null',
    '[]',
    '{}',
    '{"Records":[{}]}',
    '{"kind":"examined"}',
    event('x', { sequencer: 'zz' }),
  ])('what nobody of us writes is refused: %s', (body) => {
    expect(() => deliveriesOf(body)).toThrow()
  })
})

describe('compareSequencers', () => {
  test('as hexadecimal, the shorter padded on the right', () => {
    expect(compareSequencers('0A', '0a')).toBe(0)
    expect(compareSequencers('0a', '0a00')).toBe(0)
    expect(compareSequencers('0a', '0a01')).toBe(-1)
    expect(compareSequencers('0b', '0a01')).toBe(1)
  })

  test('an order', () => {
    const hex = fc.stringMatching(/^[0-9A-F]{1,6}$/)
    fc.assert(
      fc.property(hex, hex, hex, (a, b, c) => {
        expect(compareSequencers(a, b)).toBe(-compareSequencers(b, a) || 0)
        if (compareSequencers(a, b) <= 0 && compareSequencers(b, c) <= 0) {
          expect(compareSequencers(a, c)).toBeLessThanOrEqual(0)
        }
      }),
    )
  })
})

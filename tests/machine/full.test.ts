/** The REST API before a disk without room: what changes something is a 507, what reads is answered. */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect } from '@jest/globals'
import { type Api, openApi, orders } from '../functions/api/house.ts'
import { smallDisk } from './smalldisk.ts'

const { folder, where, release } = smallDisk(400)
const MiB = 1024 ** 2

let api: Api | undefined
afterAll(async () => {
  await api?.close()
  release()
})

/** Until not one byte more goes in. */
function fill(file: string): void {
  for (const bytes of [MiB, 4096, 1]) {
    for (;;) {
      try {
        writeFileSync(file, Buffer.alloc(bytes), { flag: 'a' })
      } catch {
        break
      }
    }
  }
}

where(
  'cursors, retention, queries and erasures are refused in words, and go on when there is room',
  async () => {
    api = await openApi({ under: folder })
    for (const [key, text] of orders) await api.land(key, text)
    const cursor = { headers: { 'if-none-match': '*' }, body: { value: 'x'.repeat(1000) } }
    const ballast = join(folder, 'ballast')
    fill(ballast)
    const changes: [method: string, path: string, asked: object][] = [
      ['PUT', '/v1/cursors/shop/a', cursor],
      ['PUT', '/v1/datasets/shop_orders/retention', { body: { keep: '90d' } }],
      ['POST', '/v1/erasures', { body: { columns: ['name'], values: ['three'.repeat(200)] } }],
    ]
    for (const [method, path, asked] of changes) {
      const { status, headers, body } = await api.ask(method, path, asked)
      expect([path, status, body.type]).toEqual([path, 507, '/problems/storage.full'])
      expect(body.detail).toContain('Make room and ask again')
      expect(headers['retry-after']).toBe('60')
    }
    expect((await api.ask('GET', '/v1/datasets')).body.datasets).toHaveLength(1)
    expect((await api.ask('GET', '/v1/datasets/shop_orders/rows')).body.rows).toHaveLength(4)
    const upload = {
      source: 'shop',
      dataset: 'orders',
      file: 'c.csv',
      size: 3,
      sha256: 'a'.repeat(64),
    }
    expect((await api.ask('POST', '/v1/uploads', { body: upload })).status).toBe(201)
    rmSync(ballast)
    for (const [method, path, asked] of changes) {
      expect((await api.ask(method, path, asked)).status).toBeLessThan(300)
    }
  },
)

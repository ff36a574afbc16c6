/** What a first visit costs, and what the page may do: read from the build and its server, without a browser. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { openPage } from '../../local/serverless/page.ts'

const dist = 'dashboard/dist'
const firstScreenBytesMax = 60_000
const s3 = 'http://127.0.0.1:4566'
let server: Server
let url: string
beforeAll(async () => {
  execFileSync(process.execPath, ['dashboard/build.mjs'])
  server = createServer(openPage({ folder: dist, s3 }))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as { port: number }).port}`
})
afterAll(() => void server.close())

const read = (name: string): string => readFileSync(join(dist, name), 'utf8')
const namesIn = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, name = '']) => name)

/** The scripts that a browser has before the overview is whole: the page's own, the screen's, and all they import. */
function firstScripts(): string[] {
  const own = namesIn(read('index.html'), /(assets\/[\w-]+\.js)/g)
  const entry = own.map(read).join('')
  const overview = namesIn(entry, /(assets\/overview-[\w-]+\.js)|\.\/(overview-[\w-]+\.js)/g)
  const first = overview[0] || /overview-[\w-]+\.js/.exec(entry)?.[0]
  const queue = [...own, first?.startsWith('assets/') ? first : `assets/${first}`]
  for (const name of queue) {
    const imported = namesIn(read(name), /(?:from|import)\s*["']\.\/([\w-]+\.js)["']/g)
    for (const one of imported) if (!queue.includes(`assets/${one}`)) queue.push(`assets/${one}`)
  }
  return queue
}

test('the first screen is at most 60 kB of script, packed', () => {
  const scripts = firstScripts()
  expect(scripts.some((name) => name.includes('overview'))).toBe(true)
  const bytes = scripts.reduce((sum, name) => sum + gzipSync(read(name)).length, 0)
  expect(bytes).toBeLessThan(firstScreenBytesMax)
})

test('the page carries no script or style of its own, so that its policy needs no exception', () => {
  const html = read('index.html')
  expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\son\w+=|\bstyle=/)
  expect(namesIn(html, /(?:src|href)="([^"]+)"/g).every((path) => /^\/[^/]/.test(path))).toBe(true)
})

test('its policy is word for word CloudFront’s', async () => {
  const { headers } = await fetch(url)
  const [, words = ''] =
    /contentSecurityPolicy: "(.*)"/.exec(readFileSync('serverless.yml', 'utf8')) ?? []
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a parameter of serverless
  expect(headers.get('content-security-policy')).toBe(words.replace('${param:connectTo}', s3))
})

test('assets are kept for ever, the page is asked for again, and any state of it opens', async () => {
  const html = await fetch(`${url}/datasets/a_b?where=x:eq:1`)
  expect(html.status).toBe(200)
  expect(html.headers.get('cache-control')).toBe('no-cache')
  const text = await html.text()
  const [script = ''] = namesIn(text, /src="([^"]+\.js)"/g)
  const asset = await fetch(url + script, { headers: { 'accept-encoding': 'br' } })
  expect(asset.headers.get('cache-control')).toContain('immutable')
  expect(asset.headers.get('content-encoding')).toBe('br')
  expect(await asset.text()).toBe(read(script))
  const again = { 'if-none-match': html.headers.get('etag') ?? '' }
  expect((await fetch(url, { headers: again })).status).toBe(304)
  for (const path of ['/assets/gone.js', '/..%2f..%2fpackage.json', '/assets/../../package.json'])
    expect((await fetch(url + path)).status).toBe(404)
})

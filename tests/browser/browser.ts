/** A real browser, where one is found: CHROME_PATH, or Debian's chromium. */
import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

const places = [process.env.CHROME_PATH, '/usr/bin/chromium', '/usr/bin/google-chrome']
const executablePath = places.find((path) => path && existsSync(path))

const { skip } = test
/** A test that needs a browser; without one it is counted as skipped, by its name. */
export const inBrowser = executablePath ? test : skip
export const hasBrowser = executablePath !== undefined

export const openBrowser = (...more: string[]): Promise<Browser> =>
  chromium.launch({
    executablePath: executablePath ?? '',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', ...more],
  })

export interface Look {
  theme?: 'light' | 'dark'
  width?: number
  height?: number
}

export interface Opened {
  page: Page
  context: BrowserContext
  /** What went wrong that nobody saw: errors of the console, requests to other origins. */
  faults: string[]
}

/** The page as somebody opens it by the link that carries the token. */
export async function openPage(
  browser: Browser,
  site: { url: string; s3: string; link(path?: string): string },
  path: string,
  { theme = 'light', width = 1280, height = 800 }: Look = {},
): Promise<Opened> {
  const viewport = { width, height }
  const context = await browser.newContext({ viewport, colorScheme: theme, locale: 'en-US' })
  context.setDefaultTimeout(20_000)
  const page = await context.newPage()
  const faults: string[] = []
  page.on('console', (message) => {
    // On a slow machine a table's name is asked about while it is half written.
    const isHalfSaid = message.location().url.endsWith('/v1/queries/estimate')
    if (message.type() === 'error' && !isHalfSaid) faults.push(`console: ${message.text()}`)
  })
  page.on('pageerror', (error) => faults.push(`page: ${error.message}`))
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url())
    const isOurs = origin === site.url || origin === site.s3 || protocol === 'blob:'
    if (!isOurs) faults.push(`request to ${origin}`)
  })
  await page.goto(site.link(path))
  return { page, context, faults }
}

const axe = readFileSync('node_modules/axe-core/axe.min.js', 'utf8')
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

const run = `axe.run({ runOnly: ${JSON.stringify(tags)} }).then(({ violations }) =>
  violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => id + ': ' + html.slice(0, 160) + ' ' + failureSummary)))`

// A colour on its way to another is none that anybody reads.
const atRest = `Promise.allSettled(document.getAnimations()
  .filter((animation) => animation.effect.getComputedTiming().endTime < Infinity)
  .map(({ finished }) => finished))`

/** No violation of WCAG 2.2 AA that axe finds on the page as it now is. */
export async function expectAccessible(page: Page): Promise<void> {
  const isThere = await page.evaluate('typeof axe !== "undefined"')
  if (!isThere) await page.evaluate(axe) // not as a script tag: the page's policy is strict
  await page.evaluate(`${atRest}.then(() => undefined)`)
  expect(await page.evaluate(run)).toEqual([])
}

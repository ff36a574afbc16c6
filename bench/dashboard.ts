/** The dashboard: what a first visit weighs, how soon it shows data, and what Lighthouse says of it. Wants a Chromium. */
import { execFileSync } from 'node:child_process'
import { gzipSync } from 'node:zlib'
import { type Browser, chromium } from 'playwright-core'
import { type Booted, boot } from '../cli/boot.ts'
import { landDemo } from '../cli/demo/demo.ts'
import { settings } from '../cli/settings.ts'
import { figures } from './figures.ts'
import { settleIn, withFolder } from './stand/laptop.ts'

const executablePath = process.env.CHROME_PATH ?? '/usr/bin/chromium'
const visits = 10
const lighthouse = 'lighthouse@13.5.0'
const data = 'h1 .figure'

const linkOf = ({ laptop: { api, token } }: Booted): string => `${api}/#token=${token}`

/** Until the overview's sentence has its numbers, in a browser that has never been here. */
async function visit(browser: Browser, link: string): Promise<number> {
  const context = await browser.newContext({ locale: 'en-US' })
  const page = await context.newPage()
  const began = performance.now()
  await page.goto(link)
  await page.waitForSelector(data, { timeout: 60_000 })
  const tookMs = performance.now() - began
  await context.close()
  return tookMs
}

async function sayWeight(browser: Browser, link: string): Promise<void> {
  const page = await browser.newPage({ locale: 'en-US' })
  const bytes: Record<string, number> = {}
  const read: Promise<void>[] = []
  page.on('response', (response) => {
    const kind = response.request().resourceType()
    if (kind !== 'script' && kind !== 'stylesheet') return
    const add = (body: Buffer): void => {
      bytes[kind] = (bytes[kind] ?? 0) + gzipSync(body).length
    }
    read.push(response.body().then(add))
  })
  await page.goto(link)
  await page.waitForSelector(data)
  await Promise.all(read)
  const of = (kind: string): string => `${((bytes[kind] ?? 0) / 1000).toFixed(1)} kB`
  console.log(
    `the first screen, gzip:  ${of('script')} of script (goal: 60), ${of('stylesheet')} of style`,
  )
  await page.close()
}

function sayLighthouse(link: string): void {
  const flags = [
    '--quiet',
    '--output=json',
    '--chrome-flags=--headless=new --no-sandbox --lang=en-US',
  ]
  try {
    const text = execFileSync('npx', ['--yes', lighthouse, link, ...flags], {
      encoding: 'utf8',
      env: { ...process.env, CHROME_PATH: executablePath },
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 1 << 26,
      timeout: 180_000,
    })
    const { categories, audits } = JSON.parse(text)
    const said = Object.values<{ title: string; score: number }>(categories)
      .map(({ title, score }) => `${title.toLowerCase()} ${Math.round(score * 100)}`)
      .join(', ')
    const paint = audits['largest-contentful-paint'].displayValue
    console.log(`Lighthouse, a phone:     ${said}; largest contentful paint ${paint}`)
  } catch {
    console.log(`skipped Lighthouse: npx does not get ${lighthouse}, or it does not end`)
  }
}

await withFolder(async (folder) => {
  await settleIn(folder)
  const first = await boot({ fresh: true })
  await landDemo(settings(), `${folder}/demo`).finally(first.stop)
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
  const began = performance.now()
  const booted = await boot()
  try {
    const link = linkOf(booted)
    await visit(browser, link)
    const tookMs = Math.round(performance.now() - began)
    console.log(`npm start to data, warm: ${tookMs} ms (goal: 10,000)`)
    await sayWeight(browser, link)
    const times: number[] = []
    for (let i = 0; i < visits; i++) times.push(await visit(browser, link))
    console.log(`a first visit to data:   ${figures(times, 'ms')}`)
    sayLighthouse(link)
  } finally {
    await browser.close()
    await booted.stop()
  }
})

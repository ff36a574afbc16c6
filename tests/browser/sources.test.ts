/** A person says a source on the page, sees how it is, pauses, changes and takes it back. */
import { afterAll, beforeAll, expect } from '@jest/globals'
import type { Browser } from 'playwright-core'
import { expectAccessible, hasBrowser, inBrowser, openBrowser, openPage } from './browser.ts'
import { openSite, type Site } from './site.ts'

let site: Site
let browser: Browser
beforeAll(async () => {
  if (!hasBrowser) return
  site = await openSite()
  browser = await openBrowser()
}, 90_000)
afterAll(async () => {
  await browser?.close()
  await site?.close()
})

inBrowser(
  'a source is said, judged by name, seen, paused, changed and taken back',
  async () => {
    const { page, context, faults } = await openPage(browser, site, '/sources')
    await page.getByText('Nothing is fetched.').waitFor()
    await expectAccessible(page)

    await page.getByRole('link', { name: 'New source' }).click()
    const definition = page.getByLabel('Definition, as YAML')
    await page.getByLabel('Kind').selectOption('mqtt')
    await page.getByLabel('Name').fill('plant')
    const text = await definition.inputValue()
    await definition.fill(`${text}\n  - : [`)
    await page.getByRole('button', { name: 'Fetch it' }).click()
    await page.getByText('It is no YAML').waitFor()
    await definition.fill(text.replace('topics:', 'topic:'))
    await page.getByRole('button', { name: 'Fetch it' }).click()
    await page
      .getByText(/topics?/)
      .first()
      .waitFor()
    await page.getByRole('alert').waitFor()
    await expectAccessible(page)
    await definition.fill(text)
    await page.getByRole('button', { name: 'Fetch it' }).click()

    await page.getByRole('heading', { name: 'plant', level: 1 }).waitFor()
    await page.getByText('nobody runs it yet').waitFor()
    await page.getByText('npx hypatia collect').waitFor()
    await expectAccessible(page)

    const body = { state: 'failing', says: 'the broker answers nobody' }
    const put = {
      scope: 'land:*',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    }
    expect((await site.ask('PUT', '/v1/sources/plant/state', put)).status).toBe(204)
    await page.getByText('the broker answers nobody').waitFor()
    await page.getByRole('button', { name: 'Pause', exact: true }).click()
    await page.getByRole('button', { name: 'Resume', exact: true }).waitFor()
    await page.getByText('paused').first().waitFor()
    await page.getByRole('button', { name: 'Resume', exact: true }).click()

    await page.getByRole('button', { name: 'Change it' }).click()
    const now = await definition.inputValue()
    await definition.fill(now.replace('dataset: celsius', 'dataset: degrees'))
    await page.getByRole('button', { name: 'Keep it' }).click()
    await page.getByRole('link', { name: 'degrees' }).waitFor()

    await page.goto(`${site.url}/sources`)
    await page.getByRole('link', { name: 'plant' }).waitFor()
    await expectAccessible(page)
    await page.getByRole('link', { name: 'plant' }).click()
    await page.getByRole('button', { name: 'Take it back…' }).click()
    await page.getByRole('button', { name: 'Take plant back' }).click()
    await page.getByText('Nothing is fetched.').waitFor()
    expect(faults.filter((fault) => !/4(00|22)/.test(fault))).toEqual([])
    await context.close()
  },
  120_000,
)

/** Asking a model: the demo's, scored by the predict function itself in this process. */
import { afterAll, beforeAll, describe, expect } from '@jest/globals'
import type { Context } from 'aws-lambda'
import type { Browser, Page } from 'playwright-core'
import { addVersion, moveAlias } from '../../aws/models.ts'
import { late } from '../containers/predict/registry.ts'
import { eventOf } from '../containers/predict/requests.ts'
import { expectAccessible, hasBrowser, inBrowser, openBrowser, openPage } from './browser.ts'
import { openSite, type Site } from './site.ts'

let site: Site
let handler: typeof import('../../containers/predict/handler.ts').handler
let browser: Browser
beforeAll(async () => {
  if (!hasBrowser) return
  site = await openSite()
  handler = (await import('../../containers/predict/handler.ts')).handler // reads the environment at once
  browser = await openBrowser()
}, 90_000)
afterAll(async () => {
  await browser?.close()
  await site?.close()
})

/** What the gateway does with the routes of the predict function. */
async function servePredictions(page: Page): Promise<void> {
  await page.route(/\/v1\/models(?!\/[^/]+\/rules)/, async (route) => {
    const request = route.request()
    const { pathname, searchParams } = new URL(request.url())
    const event = eventOf(request.method(), pathname, {
      headers: request.headers(),
      query: Object.fromEntries(searchParams),
      body: request.postData(),
    })
    const { statusCode, headers = {}, body } = await handler(event, {} as Context)
    const answered = Object.entries(headers).map(([name, value]) => [name, String(value)])
    await route.fulfill({ status: statusCode, headers: Object.fromEntries(answered), body })
  })
}

async function open(path: string, look: Parameters<typeof openPage>[3] = {}) {
  const opened = await openPage(browser, site, '/nowhere', look)
  await servePredictions(opened.page)
  await opened.page.goto(site.url + path)
  return opened
}

inBrowser('without a model the page says how to register one', async () => {
  const { page, context } = await open('/models')
  await page.getByText('No model is registered yet.').waitFor()
  await expectAccessible(page)
  await context.close()
})

describe('a model', () => {
  inBrowser(
    'has a card, answers in words, names what does not fit, and moves its alias',
    async () => {
      await addVersion(late.draft, late.sample, late.bytes)
      await addVersion(late.draft, late.sample, late.bytes)
      await moveAlias('late', 'live', 1)
      const { page, context, faults } = await open('/models')
      await page.getByText('version 1 is live of 2').waitFor()
      await page.getByText('0.733').waitFor()
      await expectAccessible(page)
      await page.getByRole('link', { name: /Will a flight arrive/ }).click()
      const chance = Number(late.sample.predictions[0]?.late)
      await page.getByText(`${Math.round(chance * 100)} %`, { exact: true }).waitFor()
      await page.getByText(/Version 1, answered in/).waitFor()

      await page.getByLabel('hour', { exact: true }).fill('half past')
      await page.getByRole('button', { name: 'Predict' }).click()
      await page.getByText('half past is not a whole number.').waitFor()
      await page.getByLabel('hour', { exact: true }).fill('18')
      await page.getByLabel('network_late').fill('')
      await page.getByLabel('network_late').press('Enter')
      await page.getByText('half past is not a whole number.').waitFor({ state: 'detached' })
      await page.getByRole('button', { name: /Another sample \(1 of/ }).click()
      await page.getByRole('button', { name: /Another sample \(2 of/ }).waitFor()

      await page.getByRole('link', { name: '2', exact: true }).click()
      await page.getByText(/Version 2, answered in/).waitFor()
      await page.getByRole('button', { name: 'Move it to version 2' }).click()
      await page.getByText('is version 2').waitFor()
      expect(faults).toEqual([])
      await context.close()
    },
    60_000,
  )

  for (const theme of ['light', 'dark'] as const) {
    inBrowser(`has no violation of WCAG 2.2 AA: ${theme}`, async () => {
      const { page, context } = await open('/models/late', { theme })
      for (const width of [1280, 390]) {
        await page.setViewportSize({ width, height: 844 })
        await page.getByText(/answered in/).waitFor()
        await page.getByText('The same by curl').click()
        await expectAccessible(page)
        const isWide = await page.evaluate('document.documentElement.scrollWidth > innerWidth')
        expect([width, isWide]).toEqual([width, false])
      }
      await context.close()
    })
  }
})

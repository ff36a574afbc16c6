/** What was set aside and what happened: read, landed again, followed. */
import { afterAll, beforeAll, describe, expect } from '@jest/globals'
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

inBrowser('nothing set aside and nothing happened: the pages say what would be there', async () => {
  const { page, context, faults } = await openPage(browser, site, '/quarantine')
  await page.getByText('Nothing is set aside.').waitFor()
  await expectAccessible(page)
  await page.goto(`${site.url}/activity`)
  await page.getByText('Nothing has happened in the last two days.').waitFor()
  await expectAccessible(page)
  expect(faults).toEqual([])
  await context.close()
})

describe('a file that was torn', () => {
  inBrowser(
    'shows the reason, the byte in its line and the remedy; landed again as it is, it is set aside again',
    async () => {
      await site.land('shop/torn/a.csv', 'a,b\n1,x\n2,"open\n3,y\n')
      const { page, context, faults } = await openPage(browser, site, '/quarantine')
      await page.getByRole('link', { name: /The quote that opens in line 3/ }).click()
      await page
        .getByRole('heading', { name: /The quote that opens in line 3/, level: 1 })
        .waitFor()
      const mark = page.locator('mark')
      await mark.waitFor()
      expect(await mark.textContent()).toBe('"')
      expect(await page.locator('.here code').textContent()).toBe('2,"open')
      await page.getByText('Close the quote').waitFor()
      await expectAccessible(page)
      await page.getByRole('button', { name: 'Land it again' }).click()
      await page.getByText('Quarantined again').waitFor()

      await site.land('shop/torn/a.csv', 'a,b\n1,x\n2,open\n3,y\n')
      await page.getByText('It is not in quarantine any more').waitFor()
      await page.getByRole('link', { name: 'shop_torn' }).waitFor()
      expect(faults).toEqual([])
      await context.close()
    },
    60_000,
  )
})

describe('activity', () => {
  inBrowser('shows what lands as it lands, and only what is asked for', async () => {
    await site.land('bank/rates/a.csv', 'day,rate\n2026-01-01,1\n')
    const { page, context, faults } = await openPage(browser, site, '/activity')
    await page.getByRole('link', { name: 'bank/rates/a.csv' }).first().waitFor()
    await site.land('bank/rates/b.csv', 'day,rate\n2026-01-02,2\n')
    await page.getByRole('link', { name: 'bank/rates/b.csv' }).first().waitFor()
    await page.getByLabel('What').selectOption('set aside')
    await page.waitForURL(/kind=set/)
    await page.getByRole('link', { name: 'bank/rates/a.csv' }).waitFor({ state: 'detached' })
    await page.getByRole('link', { name: 'shop/torn/a.csv' }).first().waitFor()
    await page.goBack()
    await page.getByRole('link', { name: 'bank/rates/a.csv' }).first().waitFor()
    expect(faults).toEqual([])
    await context.close()
  })

  for (const theme of ['light', 'dark'] as const) {
    inBrowser(`has no violation of WCAG 2.2 AA: ${theme}`, async () => {
      const { page, context } = await openPage(browser, site, '/activity', { theme })
      for (const width of [1280, 390]) {
        await page.setViewportSize({ width, height: 844 })
        await page.getByRole('link', { name: 'bank/rates/a.csv' }).first().waitFor()
        await expectAccessible(page)
        const isWide = await page.evaluate('document.documentElement.scrollWidth > innerWidth')
        expect([width, isWide]).toEqual([width, false])
      }
      await context.close()
    })
  }
})

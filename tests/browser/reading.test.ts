/** A person says on a file's page how its dataset's files are read: tried first, kept for all, undone. */
import { afterAll, beforeAll, expect } from '@jest/globals'
import type { Browser, Page } from 'playwright-core'
import { objectId } from '../../lake/key.ts'
import { inputOf } from '../lake/inspect/fixtures.ts'
import { expectAccessible, hasBrowser, inBrowser, openBrowser, openPage } from './browser.ts'
import { openSite, type Site } from './site.ts'

let site: Site
let browser: Browser
beforeAll(async () => {
  if (!hasBrowser) return
  site = await openSite()
  browser = await openBrowser()
  for (const n of [1, 2]) await site.land(`shop/cut/${n}.csv`, `x,y;z\n${n},a;3\n`)
  await site.land('shop/book/a.xlsx', inputOf('xlsx-types'))
  await site.land('shop/odd/a.txt', '{"a\\u0000b":1}\n{"a\\u0000b":2}\n')
}, 90_000)
afterAll(async () => {
  await browser?.close()
  await site?.close()
})

/** A column of the workbook. */
const renamed = 'Name'

const form = (page: Page) => page.getByRole('form', { name: 'How files are read' })

inBrowser(
  'a delimiter is tried beside today’s, kept for all files, seen on the dataset’s page, and undone',
  async () => {
    const path = `/files/${objectId('shop/cut/1.csv')}`
    const { page, context, faults } = await openPage(browser, site, path)
    await page.getByText('nothing is pinned').waitFor()
    await page.getByRole('link', { name: 'Say how to read them' }).click()
    const today = page.getByRole('region', { name: 'First rows: As it is read' })
    await today.waitFor()
    const delimiter = form(page).getByLabel('Delimiter')
    const found = await delimiter.getAttribute('placeholder')
    const [other, cells] = found === ';' ? [',', ['1', 'a;3']] : [';', ['1,a', '3']]

    await delimiter.fill(';;')
    await page.keyboard.press('Enter')
    await form(page).getByText('One character, or tab, space, none.').waitFor()
    expect(await delimiter.getAttribute('aria-invalid')).toBe('true')
    await delimiter.fill(other)
    await form(page).getByLabel('Quote').fill(other)
    await page.keyboard.press('Enter')
    await form(page).getByText('It is the delimiter, too.').waitFor()
    await expectAccessible(page)

    await form(page).getByLabel('Quote').fill('')
    await page.keyboard.press('Enter')
    const next = page.getByRole('region', { name: 'First rows: As it would be' })
    await next.waitFor()
    expect(await next.locator('tbody td').allTextContents()).toEqual(cells)
    expect(await today.locator('tbody td').allTextContents()).not.toEqual(cells)
    await expectAccessible(page)

    await form(page).getByRole('button', { name: 'Keep for all files' }).click()
    await page.getByText('read anew').waitFor()
    await page.getByText('read anew').waitFor({ state: 'detached', timeout: 60_000 })
    await page.getByText(`delimiter "${other}" is pinned by a person`).first().waitFor()
    await page.getByText('pinned by tester').waitFor()
    await expectAccessible(page)

    await page.goto(`${site.url}/datasets/shop_cut`)
    await page.getByText(`pinned`).waitFor()
    await page.getByText(`delimiter ${other}`).waitFor()
    await page.goto(`${site.url}${path}?read=otherwise`)
    await page.getByRole('button', { name: 'Undo: back to what is seen' }).click()
    await page.getByText('read anew').waitFor({ state: 'attached' })
    await page.getByText('nothing is pinned').waitFor({ timeout: 60_000 })
    expect(faults.filter((fault) => !fault.includes('422'))).toEqual([])
    await context.close()
  },
  120_000,
)

const looks = [
  { theme: 'light', width: 1280 },
  { theme: 'dark', width: 390 },
] as const

for (const look of looks) {
  inBrowser(
    `a workbook’s form has what says something of it, and needs no mouse: ${look.theme}, ${look.width} wide`,
    async () => {
      const path = `/files/${objectId('shop/book/a.xlsx')}?read=otherwise`
      const { page, context, faults } = await openPage(browser, site, path, look)
      const focused = (pick: 'id' | 'textContent') =>
        page.evaluate(`document.activeElement?.${pick}`)
      const preview = async (): Promise<void> => {
        for (let i = 0; i < 9 && (await focused('textContent')) !== 'Preview'; i++) {
          await page.keyboard.press('Tab')
        }
        await page.keyboard.press('Enter')
      }
      await form(page).getByLabel('Sheet').waitFor()
      expect(await form(page).locator('.pin label').allTextContents()).toEqual(['Sheet', 'Renamed'])
      await form(page).getByLabel('Sheet').focus()
      await page.keyboard.press('Tab')
      await page.keyboard.type('zip')
      await preview()
      await form(page).getByText('No "old = new": zip').waitFor()
      expect(await focused('id')).toBe('pin-names')
      await expectAccessible(page)
      await page.keyboard.press('ControlOrMeta+A')
      await page.keyboard.type(`${renamed} = Title`)
      await preview()
      const next = page.getByRole('region', { name: 'First rows: As it would be' })
      await next.getByRole('columnheader', { name: /^Title/ }).waitFor()
      await expectAccessible(page)
      const wide = await page.evaluate('document.documentElement.scrollWidth')
      expect(wide).toBeLessThanOrEqual(look.width)
      expect(faults).toEqual([])
      await context.close()
    },
    60_000,
  )
}

inBrowser(
  'a file that is set aside is mended by saying how it is read',
  async () => {
    const path = `/quarantine/${objectId('shop/odd/a.txt')}`
    const { page, context, faults } = await openPage(browser, site, path)
    await page.getByRole('link', { name: 'Say how to read it' }).click()
    await page.getByText('It would be set aside').waitFor()
    await form(page).getByLabel('Delimiter').fill('|')
    await form(page).getByLabel('Header').selectOption('there is none')
    await form(page).getByRole('button', { name: 'Preview' }).click()
    await page.getByRole('region', { name: 'First rows: As it would be' }).waitFor()
    await form(page).getByRole('button', { name: 'Keep for all files' }).click()
    await page.getByText('2 rows in').waitFor({ timeout: 60_000 })
    expect(faults).toEqual([])
    await context.close()
  },
  120_000,
)

for (const theme of ['light', 'dark'] as const) {
  inBrowser(`has no violation of WCAG 2.2 AA: ${theme}`, async () => {
    const path = `/files/${objectId('shop/cut/2.csv')}?read=otherwise`
    const { page, context } = await openPage(browser, site, path, { theme })
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 844 })
      await page.getByRole('region', { name: 'First rows: As it is read' }).waitFor()
      await page.getByText(/^Types and keys/).click()
      await expectAccessible(page)
      const isWide = await page.evaluate('document.documentElement.scrollWidth > innerWidth')
      expect([width, isWide]).toEqual([width, false])
      const shots = process.env.SHOTS
      if (shots) await page.screenshot({ path: `${shots}/${theme}-${width}.png`, fullPage: true })
    }
    await context.close()
  })
}

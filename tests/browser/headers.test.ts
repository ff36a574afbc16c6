/** Headers of any script on the page: as the files spell them, whichever way they run, in both themes. */
import { afterAll, beforeAll, describe, expect } from '@jest/globals'
import type { Browser } from 'playwright-core'
import { expectAccessible, hasBrowser, inBrowser, openBrowser, openPage } from './browser.ts'
import { openSite, type Site } from './site.ts'

let site: Site
let browser: Browser
beforeAll(async () => {
  if (!hasBrowser) return
  site = await openSite()
  const rows = ['דנה,חיפה,170,1,Ring', 'אורי,אילת,182,2,Weg', 'נועה,,165,3,Allee']
  await site.land('house/people/a.csv', `שם,עיר,Größe (cm),🚀,Straße\n${rows.join('\n')}\n`)
  browser = await openBrowser()
}, 90_000)
afterAll(async () => {
  await browser?.close()
  await site?.close()
})

describe.each(['light', 'dark'] as const)('%s', (theme) => {
  inBrowser('headers, conditions and columns are spelt as in the file', async () => {
    const { page, context, faults } = await openPage(browser, site, '/datasets/house_people', {
      theme,
    })
    const table = page.getByRole('region', { name: 'Rows of house_people' })
    for (const header of ['שם', 'עיר', 'Größe (cm)', '🚀', 'Straße']) {
      await table.locator('thead bdi', { hasText: header }).first().waitFor()
    }
    expect(await table.locator('thead bdi').nth(2).getAttribute('title')).toBe('größe_cm in SQL')
    await page.getByLabel('Column', { exact: true }).selectOption({ label: 'שם' })
    await page.getByLabel('Value').fill('דנה')
    await page.getByRole('button', { name: 'Filter' }).click()
    await page.getByText('1 row', { exact: true }).waitFor()
    await page.getByRole('list', { name: 'Conditions' }).getByText('שם').waitFor()
    await page.getByRole('link', { name: 'Columns', exact: true }).click()
    await page.getByRole('rowheader', { name: /Größe \(cm\).*"größe_cm"/ }).waitFor()
    await expectAccessible(page)
    expect(faults).toEqual([])
    await context.close()
  })
})

describe('the editor', () => {
  inBrowser('offers a Hebrew column and writes it in quotes', async () => {
    const { page, context, faults } = await openPage(browser, site, '/sql')
    const editor = page.locator('.cm-content')
    await editor.click()
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.type('SELECT  FROM lake.house_people')
    for (let i = 0; i < ' FROM lake.house_people'.length; i++)
      await page.keyboard.press('ArrowLeft')
    await page.waitForTimeout(1_000) // its columns come
    await page.keyboard.type('ש')
    await page.locator('.cm-tooltip-autocomplete').getByText('שם').first().waitFor()
    await page.keyboard.press('Enter')
    await page.keyboard.press('ControlOrMeta+Enter')
    await page.getByText('3 rows').first().waitFor()
    expect(await editor.innerText()).toContain('"שם"')
    expect(faults).toEqual([])
    await context.close()
  })
})

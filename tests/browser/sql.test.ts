/** Asking the lake: written with completion, run, read, drawn, taken along, sent as a link. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect } from '@jest/globals'
import type { Browser } from 'playwright-core'
import { expectAccessible, hasBrowser, inBrowser, openBrowser, openPage } from './browser.ts'
import { openSite, type Site } from './site.ts'

let site: Site
let browser: Browser
beforeAll(async () => {
  if (!hasBrowser) return
  site = await openSite()
  const rows = Array.from(
    { length: 12 },
    (_, i) => `${i},2026-01-${10 + i},${i % 3 ? 'pear' : 'fig'},`,
  )
  await site.land(
    'shop/orders/a.csv',
    `id,day,fruit,note\n${rows.join('\n')}\n12,2026-01-22,fig,ripe\n`,
  )
  browser = await openBrowser()
}, 90_000)
afterAll(async () => {
  await browser?.close()
  await site?.close()
})

const sqlPath = (sql: string, more = '') => `/sql?sql=${encodeURIComponent(sql)}${more}`

describe('a statement', () => {
  inBrowser(
    'is completed from the tables and columns there are, and run by the keyboard',
    async () => {
      const { page, context, faults } = await openPage(browser, site, '/sql')
      await page.getByText('Ask the lake.').waitFor()
      await page.locator('.cm-content').click()
      await page.keyboard.type('select fruit, count(*) as n from sho')
      await page.getByRole('option', { name: /shop_orders/ }).waitFor()
      await page.keyboard.press('Tab')
      await page.keyboard.press('Escape')
      await page.keyboard.press('Control+End')
      await page.keyboard.type(' where ')
      await page.waitForTimeout(600)
      await page.keyboard.type('no')
      await page.getByRole('option', { name: /^note/ }).waitFor()
      await page.keyboard.press('Enter')
      await page.keyboard.type(' is null group by 1 order by 1')
      await page.keyboard.press('Control+Enter')
      const grid = page.getByRole('grid', { name: 'Result' })
      await grid.getByRole('gridcell', { name: 'pear' }).waitFor()
      await page.getByText('2 rows').waitFor()
      await page.getByText(/read .* on AWS/).waitFor()
      expect(new URL(page.url()).searchParams.get('query')).toMatch(/^[0-9a-f-]{36}$/)
      expect(faults).toEqual([])
      await context.close()
    },
  )

  inBrowser('opens by its link with the same result, without running again', async () => {
    const { page, context } = await openPage(
      browser,
      site,
      sqlPath('select count(*) as n from shop_orders'),
    )
    await page.getByRole('button', { name: /Run/ }).click()
    await page.getByRole('gridcell', { name: '13' }).waitFor()
    await page.waitForURL(/query=/)
    const link = new URL(page.url())
    await context.close()

    const again = await openPage(browser, site, link.pathname + link.search)
    const posts: string[] = []
    again.page.on('request', (request) => {
      if (request.method() === 'POST' && request.url().endsWith('/v1/queries')) posts.push('run')
    })
    await again.page.getByRole('gridcell', { name: '13' }).waitFor()
    await again.page.waitForFunction(
      `document.querySelector('.editor-place')?.shadowRoot?.textContent.includes('shop_orders')`,
    )
    expect(posts).toEqual([])
    await again.context.close()
  })

  inBrowser('that is wrong is underlined where, and corrected by a press', async () => {
    const { page, context } = await openPage(
      browser,
      site,
      sqlPath('select\n  fruite\nfrom shop_orders'),
    )
    await page.locator('.cm-content').waitFor()
    await page.getByRole('button', { name: /Run/ }).click()
    await page
      .getByText(/Column 'fruite' cannot be resolved/)
      .first()
      .waitFor()
    await page.getByText('Did you mean fruit?').waitFor()
    expect(await page.locator('.cm-lintRange-error').textContent()).toBe('fruite')
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Use fruit' }).click()
    await page.keyboard.press('Control+Enter')
    await page.getByRole('gridcell', { name: 'pear' }).first().waitFor()
    await context.close()
  })

  inBrowser(
    'that takes long is cancelled, and nothing of the one before stands under it',
    async () => {
      const long =
        'select count(*) from unnest(sequence(1, 10000)) as a(x) cross join unnest(sequence(1, 10000)) as b(y) cross join unnest(sequence(1, 10000)) as c(z) where mod(x * y + z, 7) = 3'
      const short = sqlPath('select fruit, id from shop_orders')
      const { page, context } = await openPage(browser, site, short)
      await page.getByRole('button', { name: /Run/ }).click()
      const result = page.getByRole('grid', { name: 'Result' })
      await result.waitFor()
      await page.locator('.cm-content').fill(long)
      await page.keyboard.press('Control+Enter')
      await page.getByText(/Running/).waitFor()
      await page.getByRole('button', { name: 'Cancel' }).click()
      await page.getByText('✕ Cancelled').waitFor()
      await page.getByRole('button', { name: /Run/ }).waitFor()
      expect(await result.count()).toBe(0)
      await context.close()
    },
  )
})

describe('a result', () => {
  inBrowser('is walked by arrows and copied; null is not empty', async () => {
    const sql =
      "select id, cast(null as varchar) as a, '' as b, 1234567.5 as c from shop_orders order by id"
    const { page, context } = await openPage(browser, site, sqlPath(sql))
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.getByRole('button', { name: /Run/ }).click()
    const grid = page.getByRole('grid', { name: 'Result' })
    await grid.getByRole('gridcell', { name: '1,234,567.5' }).first().waitFor()
    expect(await grid.locator('.cell.null').first().textContent()).toBe('null')
    expect(await grid.locator('.cell.empty').first().textContent()).toBe('empty')
    await grid.focus()
    for (const key of ['ArrowDown', 'ArrowDown', 'End']) await page.keyboard.press(key)
    await page.keyboard.press('Control+c')
    await page.getByText('Cell copied').waitFor()
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe('1234567.5')
    await page.keyboard.press('Control+Shift+C')
    await page.getByText('Row 3 copied').waitFor()
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe('2\t\t\t1234567.5')
    await context.close()
  })

  inBrowser(
    'of many rows draws those in sight, and goes to the last one',
    async () => {
      const sql = 'select x, x * x as y from unnest(sequence(1, 9000)) as t(x)'
      const { page, context } = await openPage(browser, site, sqlPath(sql))
      await page.getByRole('button', { name: /Run/ }).click()
      const grid = page.getByRole('grid', { name: 'Result' })
      await page.getByText('first 100 rows').waitFor()
      await grid.focus()
      await page.keyboard.press('Control+End')
      await grid.getByRole('gridcell', { name: '81,000,000' }).waitFor()
      await page.getByText('9,000 rows').waitFor()
      expect(await grid.getByRole('row').count()).toBeLessThan(80)
      await context.close()
    },
    60_000,
  )

  inBrowser('is drawn, said in a sentence, and its numbers stand beside', async () => {
    const sql = 'select day, count(*) as orders from shop_orders group by 1 order by 1'
    const { page, context, faults } = await openPage(browser, site, sqlPath(sql, '&view=chart'))
    await page.getByRole('button', { name: /Run/ }).click()
    await page
      .getByRole('img', { name: /^orders was 1 on 10 Jan 2026 and on 22 Jan 2026/ })
      .waitFor()
    await page.getByText('The numbers').click()
    await page.getByRole('rowheader', { name: '12 Jan 2026' }).waitFor()
    expect(faults).toEqual([])
    await context.close()
  })

  inBrowser.each(['CSV', 'NDJSON', 'JSON'])('is taken along as %s', async (format) => {
    const { page, context } = await openPage(
      browser,
      site,
      sqlPath('select id, fruit from shop_orders order by id'),
    )
    await page.getByRole('button', { name: /Run/ }).click()
    await page.getByRole('gridcell', { name: 'pear' }).first().waitFor()
    const coming = page.waitForEvent('download')
    await page.getByRole('button', { name: format, exact: true }).click()
    const text = readFileSync(await (await coming).path(), 'utf8')
    const rows = format === 'JSON' ? JSON.parse(text) : text.trim().split('\n')
    expect(rows).toHaveLength(format === 'CSV' ? 14 : 13) // a header
    await context.close()
  })

  inBrowser('stays in the history, with what it took', async () => {
    const { page, context } = await openPage(
      browser,
      site,
      sqlPath("select 'remember me' as words"),
    )
    await page.getByRole('button', { name: /Run/ }).click()
    await page.getByRole('gridcell', { name: 'remember me' }).waitFor()
    await page.goto(`${site.url}/sql`)
    await page.getByRole('button', { name: 'History' }).click()
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /remember me/ })
      .click()
    await page.getByRole('gridcell', { name: 'remember me' }).waitFor()
    await context.close()
  })
})

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  inBrowser.each([1280, 390])(
    'at %d px nothing breaks WCAG 2.2 AA, empty, full or drawn',
    async (width) => {
      const { page, context } = await openPage(browser, site, '/sql', { theme, width })
      await page.getByText('Ask the lake.').waitFor()
      await page.locator('.cm-content').waitFor()
      await expectAccessible(page)
      await page.getByRole('button', { name: /select fruit/ }).click()
      await page.getByRole('gridcell', { name: 'pear' }).waitFor()
      await expectAccessible(page)
      await page.getByRole('button', { name: 'Chart' }).click()
      await page.getByRole('img', { name: /by fruit/ }).waitFor()
      await expectAccessible(page)
      const isWide = await page.evaluate('document.documentElement.scrollWidth > innerWidth')
      expect(isWide).toBe(false)
      await context.close()
    },
  )
})

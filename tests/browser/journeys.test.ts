/** What people come for, done as they do it: with a pointer, with the keyboard, in both themes. */
import { afterAll, beforeAll, describe, expect } from '@jest/globals'
import type { Browser } from 'playwright-core'
import { expectAccessible, hasBrowser, inBrowser, openBrowser, openPage } from './browser.ts'
import { openSite, type Site } from './site.ts'

let site: Site
let browser: Browser
beforeAll(async () => {
  if (!hasBrowser) return
  site = await openSite()
  const people = Array.from({ length: 150 }, (_, i) => `${i},${i % 3 ? 'pear' : 'fig'},${i / 4}`)
  await site.land('shop/orders/day=1/a.csv', `id,fruit,price\n${people.join('\n')}\n`)
  await site.land('shop/orders/day=2/b.csv', 'id,fruit,price\n900,plum,\n')
  await site.land('shop/torn/a.csv', 'a,b\n1,"open\n2,3\n')
  browser = await openBrowser()
}, 90_000)
afterAll(async () => {
  await browser?.close()
  await site?.close()
})

describe('somebody who opens the link', () => {
  inBrowser(
    'sees the state in a sentence, goes to a dataset, filters it, and reads a file',
    async () => {
      const { page, context, faults } = await openPage(browser, site, '/')
      await page.getByRole('heading', { name: /1 dataset, 151 rows, .* 1 in quarantine/ }).waitFor()
      expect(page.url()).toBe(`${site.url}/`) // the token is out of the address
      const isHigh = await page.evaluate('document.documentElement.scrollHeight > innerHeight')
      expect(isHigh).toBe(false) // all of it at 1280 × 800
      await page.getByRole('table', { name: '' }).getByRole('link', { name: 'shop_orders' }).click()
      await page.getByRole('heading', { name: 'shop_orders' }).waitFor()
      await page.getByText('Rows 1 to 100 of 151').waitFor()

      await page.getByLabel('Column', { exact: true }).selectOption('fruit')
      await page.getByLabel('Value').fill('plum')
      await page.getByRole('button', { name: 'Filter' }).click()
      await page.getByText('1 row', { exact: true }).waitFor()
      expect(new URL(page.url()).search).toBe('?where=fruit%3Aeq%3Aplum')
      await page.goBack()
      await page.getByText('Rows 1 to 100 of 151').waitFor()

      await page.getByRole('link', { name: 'Next 100' }).click()
      await page.getByText('Rows 101 to 151 of 151').waitFor()

      await page.getByRole('link', { name: 'Files', exact: true }).click()
      await page.getByRole('link', { name: 'day=1/a.csv' }).click()
      await page.getByText('150 rows in').waitFor()
      await page.getByText("delimiter ','", { exact: false }).waitFor()
      expect(faults).toEqual([])
      await context.close()
    },
  )

  inBrowser('lands a file and follows it to its table', async () => {
    const { page, context, faults } = await openPage(browser, site, '/')
    await page.getByRole('button', { name: 'Land a file' }).click()
    await page
      .getByLabel(/choose them here/)
      .setInputFiles([
        { name: 'Visits 2026-01.csv', mimeType: 'text/csv', buffer: Buffer.from('who,n\nann,1\n') },
      ])
    expect(await page.getByRole('textbox', { name: 'Dataset' }).inputValue()).toBe('visits')
    await page.getByRole('textbox', { name: 'Source' }).fill('web')
    await page.getByRole('button', { name: 'Land it' }).click()
    await page.getByRole('dialog').getByRole('link', { name: 'web_visits' }).click()
    await page.getByRole('heading', { name: 'web_visits' }).waitFor()
    await page.getByRole('cell', { name: 'ann' }).or(page.getByText('ann')).first().waitFor()
    expect(await page.getByRole('dialog').count()).toBe(0)

    // A second one, dropped on the dataset’s own page, goes into it.
    const dropped = await page.evaluateHandle(`(() => {
      const data = new DataTransfer()
      data.items.add(new File(['who,n\\n"bob'], 'more.csv', { type: 'text/csv' }))
      return data
    })()`)
    await page.dispatchEvent('body', 'dragenter', { dataTransfer: dropped })
    await page.getByText('Drop to land').waitFor()
    await page.dispatchEvent('body', 'drop', { dataTransfer: dropped })
    expect(await page.getByRole('textbox', { name: 'Source' }).inputValue()).toBe('web')
    expect(await page.getByRole('textbox', { name: 'Dataset' }).inputValue()).toBe('visits')
    await page.getByRole('button', { name: 'Land it' }).click()
    await page.getByText('In quarantine:').waitFor()
    await page.getByText('Close the quote').waitFor()
    await expectAccessible(page)
    expect(faults).toEqual([])
    await context.close()
  })

  inBrowser('sees what lands elsewhere, without asking', async () => {
    const { page, context, faults } = await openPage(browser, site, '/')
    const log = page.getByRole('list', { name: /What happened/ })
    await log.getByText('a.csv').first().waitFor()
    await site.land('bank/rates/fresh.csv', 'day,rate\n2026-01-01,1\n')
    await log.getByText('fresh.csv').waitFor()
    await page.getByRole('link', { name: 'bank_rates' }).first().waitFor()
    expect(faults).toEqual([])
    await context.close()
  })
})

describe('somebody without a pointer', () => {
  inBrowser('reaches every part by the keyboard', async () => {
    const { page, context } = await openPage(browser, site, '/datasets')
    await page.getByRole('link', { name: 'shop_orders' }).waitFor()
    const focused = () => page.evaluate<string>('document.activeElement?.textContent?.trim() ?? ""')
    await page.keyboard.press('Tab')
    expect(await focused()).toBe('To the content')
    await page.getByRole('region', { name: 'Datasets' }).focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('j')
    await page.keyboard.press('ArrowUp')
    const first = await focused()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: first, level: 1 }).waitFor()
    await context.close()
  })
})

describe('every screen, in both themes, wide and narrow', () => {
  const screens = [
    ['/', /dataset/],
    ['/datasets', /^Datasets$/],
    ['/datasets/shop_orders', /shop_orders/],
    ['/datasets/shop_orders?where=fruit:eq:kiwi', /shop_orders/],
    ['/datasets/shop_orders?sort=-nope', /shop_orders/],
    ['/datasets/shop_orders?side=columns', /Columns of/],
    ['/datasets/shop_orders?side=history', /History of/],
    ['/datasets/shop_orders?side=use', /Use shop_orders from/],
    ['/datasets/nothing', /nothing/],
    ['/nowhere', /Nothing at this address/],
  ] as const
  for (const theme of ['light', 'dark'] as const) {
    inBrowser(
      `has no violation of WCAG 2.2 AA: ${theme}`,
      async () => {
        const { page, context } = await openPage(browser, site, '/', { theme })
        for (const [path, heading] of screens) {
          await page.goto(site.url + path)
          await page.getByRole('heading', { name: heading }).first().waitFor()
          await page.locator('.loading').first().waitFor({ state: 'detached' })
          for (const width of [1280, 390]) {
            await page.setViewportSize({ width, height: 800 })
            await expectAccessible(page)
            const isWide = await page.evaluate('document.documentElement.scrollWidth > innerWidth')
            expect([path, width, isWide]).toEqual([path, width, false])
          }
        }
        await context.close()
      },
      120_000,
    )
  }

  inBrowser('says what to do without a token', async () => {
    const context = await browser.newContext({ locale: 'en-US' })
    const page = await context.newPage()
    await page.goto(site.url)
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await page.getByLabel('Token').fill('nonsense')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('That is not a token').waitFor()
    await expectAccessible(page)
    await context.close()
  })
})

/** A file's page says what is not sure of it, and which of its rows no table has. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect } from '@jest/globals'
import type { Browser } from 'playwright-core'
import { objectId } from '../../lake/key.ts'
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

inBrowser('rows aside and doubts are on the page of their file', async () => {
  const good = Array.from({ length: 60 }, (_, i) => `${i},"word ${i}"\n`)
  const torn = [...good.slice(0, 30), '30,"torn" x\n', ...good.slice(31)]
  await site.land('shop/rescued/a.csv', `id,word\n${torn.join('')}`)
  const { page, context, faults } = await openPage(browser, site, '/datasets/shop_rescued')
  await page.getByRole('link', { name: 'Files', exact: true }).click()
  await page.getByRole('link', { name: 'a.csv' }).click()
  await page.getByText('59 rows in').waitFor()
  await page.getByText('1 row more cannot be read right').waitFor()
  await page.getByText('The lake has every row that can be read.').waitFor()
  await page.getByText('Not sure:').waitFor()
  await expectAccessible(page)
  expect(faults).toEqual([])
  await context.close()
})

inBrowser('what a picture says of itself is on its page, and nothing that stopped', async () => {
  await site.land(
    'shop/photos/a.jpg',
    readFileSync('tests/fixtures/inspect/asset-jpeg-exif/input.jpg'),
  )
  const path = `/files/${objectId('shop/photos/a.jpg')}`
  const { page, context, faults } = await openPage(browser, site, path)
  await page.getByText('Pier at dusk').waitFor()
  await page.getByText('Its own format says what it is.').waitFor()
  expect(await page.getByText('Reading it stopped').count()).toBe(0)
  await expectAccessible(page)
  await page.getByRole('link', { name: 'lake.shop__assets' }).click()
  await page.getByRole('cell', { name: 'Pier at dusk' }).waitFor()
  await expectAccessible(page)
  expect(faults).toEqual([])
  await context.close()
})

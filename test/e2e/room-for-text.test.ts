import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { openStudio } from '../schema-studio/support/open-studio.ts'
import { launchBrowser } from '../support/launch-browser.ts'
import { picture } from '../support/picture.ts'
import { serveStudio } from './support/serve-studio.ts'

const studio = serveStudio()
const viewport = { width: 1360, height: 850 }

const sizesOf = (page: Page) =>
  page
    .locator('tenon-record-list tbody .open')
    .first()
    .evaluate((title) => ({
      text: getComputedStyle(title).fontSize,
      row: title.closest('tr')?.getBoundingClientRect().height ?? 0,
    }))

/** How far a page goes beyond the window. */
const beyond = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)

test('whoever has set text of twice the size in the browser gets all of the studio in it, laid out for the room that is left', async () => {
  const usual = await studio.open({ viewport })
  await usual.go('/e/account')
  await usual.page.locator('tenon-record-list tbody .open').first().waitFor()
  expect(await sizesOf(usual.page)).toMatchObject({ text: '13px' })
  const { row } = await sizesOf(usual.page)
  const rail = usual.page.locator('studio-rail').first()
  expect((await rail.boundingBox())?.width).toBeLessThan(230)
  await usual.context.close()

  const browser = await launchBrowser({ textSize: 32 })
  const { page, go, context } = await openStudio(browser, studio.tenon, { viewport })
  await go('/e/account')
  await page.locator('tenon-record-list tbody .open').first().waitFor()
  const large = await sizesOf(page)
  expect(large.text).toBe('26px')
  expect(large.row).toBeGreaterThan(row * 1.9)
  // As on a window of half the width: the rail opens from a button.
  await page.getByRole('button', { name: 'Open the menu' }).waitFor()
  await picture(page, 'text-200-list')
  expect(await beyond(page)).toBe(0)
  for (const path of ['/', '/board/sales', '/report/sales', '/settings/people', '/studio/entities/account']) {
    await go(path)
    expect(await beyond(page), path).toBe(0)
  }
  await picture(page, 'text-200-entity')
  await browser.close()
  await context.close()
})

test('a page is titled in full on a small notebook, whatever stands beside its title', async () => {
  const { page, go, context } = await studio.open({ viewport: { width: 1024, height: 700 } })
  for (const path of ['/board/sales', '/e/opportunity', '/settings/people', '/studio/entities/opportunity']) {
    await go(path)
    const left = await page.locator('main h1').evaluate((title) => {
      const words = document.createRange()
      words.selectNodeContents(title)
      return title.getBoundingClientRect().width - words.getBoundingClientRect().width
    })
    expect(left, path).toBeGreaterThanOrEqual(0)
  }
  await page.setViewportSize({ width: 760, height: 700 })
  await go('/board/sales')
  await context.close()
})

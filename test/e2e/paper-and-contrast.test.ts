import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { serveStudio } from './support/serve-studio.ts'

const studio = serveStudio()

const outlineOf = (page: Page, selector: string) =>
  page
    .locator(selector)
    .first()
    .evaluate((element) => getComputedStyle(element).outlineStyle)

test('a list goes onto paper with all rows of its page, and a record with all of its parts; neither with what is pressed', async () => {
  const { page, go, context } = await studio.open({ viewport: { width: 760, height: 700 } })
  await go('/e/account')
  await page.locator('tenon-record-list tbody tr').nth(49).waitFor()
  await page.emulateMedia({ media: 'print' })
  const pressed = ['tenon-record-list .toolbar', 'studio-list-page .actions', 'tenon-record-list .button']
  for (const part of ['studio-rail', 'studio-toasts', ...pressed]) {
    expect(await page.locator(part).first().isVisible(), part).toBe(false)
  }
  const { hidden, below } = await page.locator('tenon-record-list .scroll').evaluate((scroll) => ({
    hidden: getComputedStyle(scroll).overflowY,
    below: document.documentElement.scrollHeight - scroll.getBoundingClientRect().bottom,
  }))
  expect(hidden).toBe('visible')
  expect(below).toBeGreaterThanOrEqual(0)
  await page.emulateMedia({ media: 'screen' })
  await page.locator('tenon-record-list tbody .open').first().click()
  await page.locator('studio-record-page section.details').waitFor()
  expect(await page.locator('studio-record-page section.activity').isVisible()).toBe(false)
  await page.emulateMedia({ media: 'print' })
  for (const part of ['details', 'activity', 'related']) {
    expect(await page.locator(`studio-record-page section.${part}`).isVisible(), part).toBe(true)
  }
  const controls = page.locator('studio-record-page').locator('.switch-row, .button, input, details.filter')
  expect(await controls.count()).toBeGreaterThan(4)
  expect(await controls.filter({ visible: true }).count()).toBe(0)
  await context.close()
})

test('a board goes onto paper with all cards of all of its stages, light also for whoever works in the dark', async () => {
  const { page, go, context } = await studio.open({ viewport: { width: 760, height: 700 } })
  await page.addInitScript(`localStorage.setItem('tenon.theme', 'dark')`)
  await go('/board/sales')
  await page.locator('tenon-pipeline-board .card').first().waitFor()
  expect(await page.locator(':root').getAttribute('data-theme')).toBe('dark')
  const sums = page.locator('tenon-pipeline-board .column-header')
  await page.emulateMedia({ media: 'print' })
  expect(await sums.first().evaluate((element) => getComputedStyle(element).colorScheme)).toBe('light')
  const places = await page.locator('tenon-pipeline-board').evaluate((board) => {
    const root = board.shadowRoot ?? board
    const beyond = (element: Element) => element.getBoundingClientRect().right > innerWidth
    const cut = (element: Element) => ['auto', 'hidden', 'scroll'].includes(getComputedStyle(element).overflowY)
    return {
      stages: root.querySelectorAll('.column').length,
      beyond: [...root.querySelectorAll('.column, .card')].filter(beyond).length,
      cut: [...root.querySelectorAll('.board, .column, .cards')].filter(cut).length,
      below: document.documentElement.scrollHeight - board.getBoundingClientRect().bottom,
    }
  })
  expect(places).toMatchObject({ stages: 6, beyond: 0, cut: 0 })
  expect(places.below).toBeGreaterThanOrEqual(0)
  const pressed = page.locator('tenon-pipeline-board .button')
  expect(await pressed.count()).toBeGreaterThan(6)
  expect(await pressed.filter({ visible: true }).count()).toBe(0)
  await context.close()
})

test('a report goes onto paper with all columns of its tables and the colours that say how much', async () => {
  const { page, go, context } = await studio.open({ viewport: { width: 720, height: 700 } })
  await go('/report/sales')
  await page.locator('studio-report-page .track i').first().waitFor()
  await page.emulateMedia({ media: 'print' })
  const tables = await page
    .locator('studio-report-page table')
    .evaluateAll((all) =>
      all.map(
        (table) => table.getBoundingClientRect().right - (table.parentElement?.getBoundingClientRect().right ?? 0),
      ),
    )
  expect(tables.length).toBeGreaterThan(1)
  expect(Math.max(...tables)).toBeLessThanOrEqual(1)
  const bar = page.locator('studio-report-page .track i').first()
  expect(await bar.evaluate((element) => getComputedStyle(element).printColorAdjust)).toBe('exact')
  await context.close()
})

test('where the system chooses all colours, the page one is on, the open tab and the stage can be told from others', async () => {
  const { page, go, context } = await studio.open()
  await page.emulateMedia({ forcedColors: 'active' })
  await go('/e/opportunity')
  await page.locator('tenon-record-list tbody .open').first().waitFor()
  expect(await outlineOf(page, "studio-rail .item[aria-current='page']")).toBe('solid')
  expect(await outlineOf(page, 'studio-rail .item:not([aria-current])')).toBe('none')
  const line = (tab: Element) => getComputedStyle(tab, '::after').backgroundColor
  const tab = page.locator("studio-list-page .tabs a[aria-current='page']")
  const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  expect(await tab.evaluate(line)).not.toBe(background)
  await page.locator('tenon-record-list tbody .open').first().click()
  await page.locator('studio-stage-path .current button').waitFor()
  expect(await outlineOf(page, 'studio-stage-path .current button')).toBe('solid')
  await context.close()
})

import { join } from 'node:path'
import { expect, test } from 'vitest'
import { axeViolations } from '../support/axe-violations.ts'
import { serveStudio } from './support/serve-studio.ts'

const studio = serveStudio()

async function figures(): Promise<unknown> {
  const measures = { n: { measure: 'count' }, worth: { measure: 'sum', field: 'amount' } }
  const response = await fetch(`${studio.tenon.url}/api/v1/opportunity/group`, {
    method: 'POST',
    headers: { cookie: await studio.tenon.signIn(), 'content-type': 'application/json', origin: studio.tenon.url },
    body: JSON.stringify({ groupBy: ['stage'], measures }),
  })
  expect(response.status).toBe(200)
  return response.json()
}

test('an admin has totals kept ready with the keyboard alone; figures stay what they were', async () => {
  const { page, go, context, violations } = await studio.open()
  const before = await figures()
  expect(JSON.stringify(before)).toContain('"worth":[{')
  await go('/studio/entities/opportunity')
  await page.getByRole('button', { name: 'Names, icon, combinations' }).press('Enter')
  const editor = page.locator('studio-rollups-editor')
  await editor.getByRole('button', { name: 'Add totals' }).press('Enter')
  const group = editor.getByRole('group', { name: 'Totals 1' })
  expect(await group.getByLabel('By field 1').inputValue()).toBe('stage')
  await group.getByRole('checkbox', { name: 'Amount' }).press('Space')
  await group.getByRole('button', { name: 'Add field' }).press('Enter')
  await group.getByLabel('By field 2').selectOption({ label: 'Created' })
  expect(await group.getByLabel(/^Per/).inputValue()).toBe('month')
  const name = group.getByLabel('Name in the API')
  await name.fill('By stage')
  await name.press('Tab')
  await page.locator('studio-entity-sheet').getByRole('button', { name: 'Save to draft' }).press('Enter')
  await page.getByText('Give each of the totals a name of its own').waitFor()
  await name.fill('byStage')
  await name.press('Tab')
  expect(await axeViolations(page)).toEqual([])
  const folder = process.env['TENON_SCREENSHOTS']
  if (folder !== undefined) {
    await group.scrollIntoViewIfNeeded()
    await page.screenshot({ path: join(folder, 'rollups-editor.png') })
  }
  await page.locator('studio-entity-sheet').getByRole('button', { name: 'Save to draft' }).press('Enter')
  await page.getByRole('link', { name: 'Review changes' }).click()
  await page
    .locator('studio-plan-step')
    .getByText(/Change which totals of .* are kept ready: ‘byStage’/)
    .waitFor()
  await page.getByRole('button', { name: 'Publish', exact: true }).click()
  await page.getByText('is published.').waitFor()
  expect(await figures()).toEqual(before)
  await go('/studio/entities/opportunity')
  await page.getByRole('button', { name: 'Names, icon, combinations' }).press('Enter')
  await editor.getByText(/^Ready, counted/).waitFor()
  expect(await axeViolations(page)).toEqual([])
  if (folder !== undefined) {
    await group.scrollIntoViewIfNeeded()
    await page.screenshot({ path: join(folder, 'rollups-ready.png') })
  }
  expect(await violations()).toEqual([])
  await context.close()
})

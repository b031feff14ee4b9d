import { expect, test } from 'vitest'
import type { StudioPage } from '../schema-studio/support/open-studio.ts'
import { axeViolations } from '../support/axe-violations.ts'
import { serveStudio } from './support/serve-studio.ts'

const studio = serveStudio()

async function startField({ page }: StudioPage, label: string, type: string): Promise<void> {
  await page.keyboard.press('n')
  await page.getByLabel('Label (English)').fill(label)
  await page.getByRole('radio', { name: type }).click()
}

async function addField({ page }: StudioPage, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Add to draft' }).click()
  await page.locator('studio-field-table tr', { hasText: name }).getByText('New', { exact: true }).waitFor()
}

test('fields of the newer types are made in the studio, published, filled in by hand and shown on the record', async () => {
  const admin = await studio.open()
  await admin.go('/studio/entities/contact')

  await startField(admin, 'Wishes', 'Lines of parts')
  await admin.page.getByRole('button', { name: 'Add a part' }).click()
  await admin.page.keyboard.type('Article')
  await admin.page.keyboard.press('Enter')
  await admin.page.keyboard.type('Number of pieces')
  await admin.page.getByLabel('Type of part 2').selectOption({ label: 'Whole number' })
  expect(await axeViolations(admin.page)).toEqual([])
  await addField(admin, 'wishes')

  await startField(admin, 'Page', 'Address part (slug)')
  await admin.page.getByLabel('Made of').selectOption({ label: 'Full name' })
  await addField(admin, 'page')

  await startField(admin, 'Met on', 'Date range')
  await admin.page.getByRole('radio', { name: 'Date range' }).press('ArrowUp')
  expect(await admin.page.getByRole('radio', { name: /^Date$/ }).getAttribute('aria-checked')).toBe('true')
  await admin.page.getByLabel('New records start with').selectOption({ label: 'The moment of creation' })
  await addField(admin, 'metOn')

  await admin.page.getByRole('button', { name: 'Names, icon, combinations' }).click()
  await admin.page.getByRole('button', { name: 'Add a combination' }).click()
  const combination = admin.page.getByRole('group', { name: 'Combination 1' })
  await combination.getByLabel('Full name').check()
  expect(await combination.getByText('Choose at least two fields.').isVisible()).toBe(true)
  await combination.getByLabel('Met on').check()
  expect(await axeViolations(admin.page)).toEqual([])
  await admin.page.getByRole('button', { name: 'Save to draft' }).click()

  await admin.page.getByRole('link', { name: 'Review changes' }).click()
  await admin.page.getByLabel('Note').fill('Wishes of customers')
  await admin.page.getByRole('button', { name: 'Publish', exact: true }).click()
  await admin.page.getByText('is published.').waitFor()

  const staff = await studio.open({ person: 'staff' })
  await staff.go('/e/contact?new=1')
  await staff.page.getByRole('textbox', { name: 'Full name' }).fill('Nora Field')
  await staff.page.getByRole('button', { name: 'Add a line' }).click()
  await staff.page.getByLabel('Article').fill('Winter tyres')
  await staff.page.getByLabel('Number of pieces').fill('4')
  expect(await staff.page.getByLabel('Met on').inputValue()).toMatch(/^\d{4}-\d{2}-\d{2}$/)
  await staff.page.keyboard.press('Control+Enter')
  await staff.page.getByRole('textbox', { name: 'Full name' }).waitFor({ state: 'detached' })
  await staff.page.locator('tenon-record-list').getByRole('button', { name: 'Nora Field' }).click()
  await staff.page.getByRole('cell', { name: 'Winter tyres' }).waitFor()
  await staff.page.getByText('nora-field').waitFor()
  expect(await axeViolations(staff.page)).toEqual([])

  // Somebody of the same name on the same day is refused, in words that name both.
  await staff.go('/e/contact?new=1')
  await staff.page.getByRole('textbox', { name: 'Full name' }).fill('Nora Field')
  await staff.page.keyboard.press('Control+Enter')
  const refusal = staff.page.getByText(/Another Contact has the same Full name ‘Nora Field’ and Met on ‘.+’ already/)
  await refusal.first().waitFor()
  expect([...(await admin.violations()), ...(await staff.violations())]).toEqual([])
  await Promise.all([admin.context.close(), staff.context.close()])
}, 180_000)

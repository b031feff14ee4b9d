import { expect, test } from 'vitest'
import type { StudioPage } from '../schema-studio/support/open-studio.ts'
import { axeViolations } from '../support/axe-violations.ts'
import { serveStudio } from './support/serve-studio.ts'

/** Smallest PNG, 1 × 1. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const PDF = Buffer.from('%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n')

const studio = serveStudio()

async function addField({ page }: StudioPage, { label, type, name }: { label: string; type: string; name: string }) {
  await page.keyboard.press('n')
  await page.getByLabel('Label (English)').fill(label)
  await page.getByRole('radio', { name: type, exact: true }).click()
  if (type === 'File') await page.getByLabel('Most entries').fill('3')
  await page.getByRole('button', { name: 'Add to draft' }).click()
  await page.locator('studio-field-table tr', { hasText: name }).getByText('New', { exact: true }).waitFor()
}

test('files get fields in the studio, go up from the form, and are seen and fetched from the record', async () => {
  const admin = await studio.open()
  await admin.go('/studio/entities/contact')
  await addField(admin, { label: 'Portrait', type: 'Image', name: 'portrait' })
  await addField(admin, { label: 'Signed forms', type: 'File', name: 'signedForms' })
  await admin.page.getByRole('link', { name: 'Review changes' }).click()
  await admin.page.getByRole('button', { name: 'Publish', exact: true }).click()
  await admin.page.getByText('is published.').waitFor()

  const staff = await studio.open({ person: 'staff' })
  await staff.go('/e/contact?new=1')
  await staff.page.getByRole('textbox', { name: 'Full name' }).fill('Nora Files')
  const portrait = staff.page.locator('tenon-file-input', { has: staff.page.locator('#field-portrait') })
  await portrait.locator('input[type=file]').setInputFiles({ name: '肖像.png', mimeType: 'image/png', buffer: PNG })
  await portrait.locator('tenon-file-list img').waitFor()
  const forms = staff.page.locator('tenon-file-input', { has: staff.page.locator('#field-signedForms') })
  await forms.locator('input[type=file]').setInputFiles([
    { name: 'one.pdf', mimeType: 'application/pdf', buffer: PDF },
    { name: 'evil.pdf', mimeType: 'application/pdf', buffer: Buffer.from('<html><script>1</script>') },
  ])
  await forms.getByRole('button', { name: 'Remove evil.pdf' }).click()
  // What is a page by its bytes goes into no field for pictures, whatever it is called.
  await portrait
    .locator('input[type=file]')
    .setInputFiles({ name: 'page.png', mimeType: 'image/png', buffer: Buffer.from('<html>') })
  await portrait.getByText("The contents of 'page.png' are of the type HTML").waitFor()
  await portrait.getByRole('button', { name: 'Dismiss page.png' }).click()
  await staff.page.keyboard.press('Control+Enter')
  await staff.page.getByRole('textbox', { name: 'Full name' }).waitFor({ state: 'detached' })

  await staff.page.locator('tenon-record-list').getByRole('button', { name: 'Nora Files' }).click()
  const shown = staff.page.locator('studio-record-details tenon-file-list')
  await shown.getByRole('button', { name: /one\.pdf/ }).waitFor()
  await shown.getByRole('button', { name: /肖像\.png/ }).click()
  const picture = shown.locator('dialog img')
  await picture.waitFor()
  expect(await picture.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth))).toBe(1)
  await staff.page.keyboard.press('Escape')
  expect(await axeViolations(staff.page)).toEqual([])
  const [download] = await Promise.all([
    staff.page.waitForEvent('download'),
    shown.getByRole('button', { name: /one\.pdf/ }).click(),
  ])
  expect(download.suggestedFilename()).toBe('one.pdf')

  const faults: unknown[] = []
  const verified = await studio.tenon.tenon.verifyFiles(studio.tenon.tenant.schema, (fault) => faults.push(fault))
  expect([faults, verified.files]).toEqual([[], 3])
  expect([...(await admin.violations()), ...(await staff.violations())]).toEqual([])
  await Promise.all([admin.context.close(), staff.context.close()])
}, 120_000)

import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { axeViolations } from '../support/axe-violations.ts'
import { serveStudio } from './support/serve-studio.ts'

const studio = serveStudio()

async function create(page: Page, entity: string, data: Record<string, string>): Promise<string> {
  const answer = await page.request.post(`/api/v1/${entity}`, { data, headers: { origin: studio.tenon.url } })
  expect(answer.status(), await answer.text()).toBe(201)
  return ((await answer.json()) as { id: string }).id
}

test('a form asks about a record that is there already, and saves it all the same where somebody says so', async () => {
  const { page, go, violations, context } = await studio.open()
  await create(page, 'contact', { fullName: 'Nora Quist', email: 'nora.quist@gmail.com' })
  await go('/e/contact')
  await page.getByRole('button', { name: 'New Contact' }).first().click()
  await page.getByRole('textbox', { name: 'Full name' }).fill('N. Quist')
  await page.getByRole('textbox', { name: 'E-mail' }).fill('NoraQuist@gmail.com')
  await page.keyboard.press('Control+Enter')
  const question = page.getByRole('dialog', { name: 'There may be such a record already' })
  await question.getByRole('link', { name: 'Nora Quist' }).waitFor()
  await question.getByText('Same e-mail address').waitFor()
  expect(await axeViolations(page)).toEqual([])
  await page.keyboard.press('Escape')
  await question.waitFor({ state: 'hidden' })
  expect(await page.getByRole('textbox', { name: 'E-mail' }).inputValue()).toBe('NoraQuist@gmail.com')
  await page.keyboard.press('Control+Enter')
  await question.getByRole('button', { name: 'Save anyway' }).click()
  await page.getByRole('dialog').first().waitFor({ state: 'hidden' })
  const found = await page.request.get('/api/v1/contact?search=Quist')
  expect(((await found.json()) as { records: unknown[] }).records).toHaveLength(2)
  expect(await violations()).toEqual([])
  await context.close()
})

test('groups are compared field by field, merged, taken back, and set apart', async () => {
  const { page, go, violations, context } = await studio.open()
  const note = { fullName: 'Ole Brandt', email: 'ole@brandt.example' }
  const kept = await create(page, 'contact', { ...note, jobTitle: 'Buyer', phone: '+4930123456' })
  const lost = await create(page, 'contact', {
    fullName: 'Brandt, Ole',
    email: 'OLE@brandt.example',
    jobTitle: 'Head of purchasing',
  })
  await go('/e/contact/duplicates')
  await page.getByText('Nothing searched yet').waitFor()
  expect(await axeViolations(page)).toEqual([])
  await page.locator('studio-duplicates-page').getByRole('button', { name: 'Search', exact: true }).click()
  await page.getByRole('status').getByText('All records looked at').waitFor()
  const compare = page.locator('studio-merge-compare')
  while (!(await compare.getByRole('link', { name: 'Ole Brandt' }).isVisible())) {
    const shown = await compare.getByRole('link').first().textContent()
    await page.getByRole('button', { name: 'Next group' }).click()
    await expect.poll(() => compare.getByRole('link').first().textContent()).not.toBe(shown)
  }
  expect(await axeViolations(page)).toEqual([])
  await compare.getByRole('radio', { name: 'Keep this one: Ole Brandt' }).check()
  await compare.getByRole('radio', { name: 'Job title of Brandt, Ole' }).check()
  await compare.getByRole('button', { name: 'Merge' }).click()
  await page
    .getByRole('dialog', { name: 'Merge 2 records into “Ole Brandt”?' })
    .getByRole('button', { name: 'Merge' })
    .click()
  await page.getByText('Merged into “Ole Brandt”.').waitFor()
  const read = async (id: string) =>
    (await page.request.get(`/api/v1/contact/${id}`)).json() as Promise<Record<string, unknown>>
  expect(await read(kept)).toMatchObject({
    fullName: 'Ole Brandt',
    jobTitle: 'Head of purchasing',
    phone: '+4930123456',
  })
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByText('The merge is undone.').waitFor()
  expect(await read(kept)).toMatchObject({ jobTitle: 'Buyer' })
  expect(await read(lost)).toMatchObject({ fullName: 'Brandt, Ole' })
  await go(`/e/contact/duplicates?records=${kept},${lost}`)
  await compare.getByRole('button', { name: 'These are not duplicates' }).click()
  await page.getByText('Remembered').waitFor()
  const again = await page.request.post('/api/v1/contact/duplicates/find', {
    data: { rule: 'sameEmail' },
    headers: { origin: studio.tenon.url },
  })
  expect(await again.text()).not.toContain(kept)
  expect(await violations()).toEqual([])
  await context.close()
})

test('selected groups are merged in one go by a rule that the dialog shows, and put back as one step', async () => {
  const { page, go, violations, context } = await studio.open()
  const people: Array<[string, string]> = []
  for (const name of ['Una', 'Vic', 'Wim']) {
    const email = `${name}@groups.example`
    const kept = await create(page, 'contact', { fullName: `${name} Groups`, email, jobTitle: 'Buyer' })
    people.push([
      kept,
      await create(page, 'contact', { fullName: `${name} G.`, email: email.toUpperCase(), phone: '+4930123456' }),
    ])
  }
  await go('/e/contact/duplicates')
  // What was found before is there still; the people of this test are not.
  await page.getByRole('status').getByText('All records looked at').waitFor()
  await page.locator('studio-duplicates-page').getByRole('button', { name: 'Search again' }).click()
  const group = (name: string) => page.getByRole('checkbox', { name: new RegExp(`${name} Groups`) })
  await group('Una').check()
  await group('Wim').click({ modifiers: ['Shift'] })
  await page.getByText('3 groups selected').waitFor()
  expect(await group('Vic').isChecked()).toBe(true)
  expect(await axeViolations(page)).toEqual([])
  await page.getByRole('button', { name: 'Merge selected' }).click()
  const asked = page.getByRole('dialog', { name: 'Merge Contacts' })
  await asked.getByText('Merged into it: Una G.').waitFor()
  await asked.getByText('It gets: Phone').first().waitFor()
  await asked.getByRole('radio', { name: 'Its own alone' }).check()
  await asked.getByText('Its values stay as they are.').first().waitFor()
  await asked.getByRole('radio', { name: 'Its own; what it lacks comes from the others' }).check()
  expect(await axeViolations(page)).toEqual([])
  await asked.getByRole('button', { name: 'Merge', exact: true }).click()
  await page.getByText('3 groups merged.').waitFor()
  const read = async (id: string) => page.request.get(`/api/v1/contact/${id}`)
  for (const [kept, lost] of people) {
    expect(await (await read(kept)).json()).toMatchObject({ jobTitle: 'Buyer', phone: '+4930123456' })
    expect((await read(lost)).status()).toBe(404)
  }
  await group('Una').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByText('3 records put back.').waitFor()
  for (const [, lost] of people) expect((await read(lost)).status()).toBe(200)
  await group('Una').waitFor()
  // One after the other by keyboard: what is merged takes its button along, a toast its own, and neither the focus.
  const shownGroup = page.getByRole('heading', { name: /^Group \d+ of/ })
  const hasFocus = () => shownGroup.evaluate((element) => element.matches(':focus'))
  await page.locator('studio-merge-compare').getByRole('button', { name: 'Merge', exact: true }).press('Enter')
  await page
    .getByRole('dialog', { name: /^Merge 2/ })
    .getByRole('button', { name: 'Merge', exact: true })
    .press('Enter')
  await page.getByText('Merged into').waitFor()
  await expect.poll(hasFocus).toBe(true)
  await page.getByRole('button', { name: 'Undo' }).last().press('Enter')
  await page.getByText('The merge is undone.').waitFor()
  expect(await hasFocus()).toBe(true)
  await page.getByRole('checkbox', { name: 'Select all groups found' }).check()
  await page.getByRole('button', { name: 'Merge selected' }).waitFor()
  expect(await violations()).toEqual([])
  await context.close()
})

test('whoever opens a record that was merged is led to the one that stays, and history leads back', async () => {
  const { page, go, violations, context } = await studio.open({
    viewport: { width: 390, height: 800 },
    locale: 'zh-CN',
  })
  const kept = await create(page, 'account', { name: '华东精密机械有限公司' })
  const lost = await create(page, 'account', { name: '华东精密机械' })
  const member = await create(page, 'contact', { fullName: '随合并而改', account: lost })
  await go(`/e/account/duplicates?records=${kept},${lost}`)
  const compare = page.locator('studio-merge-compare')
  await compare.getByRole('radio', { name: '保留此条：华东精密机械有限公司' }).check()
  expect(await axeViolations(page)).toEqual([])
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
  await compare.getByRole('button', { name: '合并' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '合并' }).click()
  await page.getByText('已合并到“华东精密机械有限公司”。').waitFor()
  await go(`/e/account/${lost}`)
  await page.getByRole('link', { name: '打开“华东精密机械有限公司”' }).click()
  await page.waitForURL(`**/e/account/${kept}`)
  await page.getByRole('tab').nth(1).click()
  await page.locator('studio-history').getByText('将其他记录合并到此记录').waitFor()
  // What followed from the merge is told in the reader's language, too.
  await go(`/e/contact/${member}`)
  await page.getByRole('tab').nth(1).click()
  await page.locator('studio-history').getByText('该字段所指的记录已合并到另一条记录。').waitFor()
  await go('/e/account/trash')
  await page.getByText('已合并到另一条记录').waitFor()
  expect(await axeViolations(page)).toEqual([])
  await page.getByRole('button', { name: '撤销合并' }).click()
  await page.getByText('已撤销合并。').waitFor()
  await go(`/e/contact/${member}`)
  await page.getByRole('tab').nth(1).click()
  await page.locator('studio-history').getByText('更改该字段的合并已撤销。').waitFor()
  expect((await page.request.get(`/api/v1/account/${lost}`)).status()).toBe(200)
  expect(await violations()).toEqual([])
  await context.close()
})

test('an admin gives an entity a rule in the studio', async () => {
  const { page, go, violations, context } = await studio.open()
  await go('/studio/entities/product')
  await page.getByRole('button', { name: 'Names, icon, combinations' }).click()
  const sheet = page.getByRole('dialog', { name: 'Names, icon, combinations' })
  await sheet.getByRole('button', { name: 'Add rule' }).click()
  await sheet.getByLabel('Name (English)').fill('Similar name')
  await sheet.getByLabel('Compared by').selectOption({ label: 'a similar name' })
  expect(await axeViolations(page)).toEqual([])
  await sheet.getByRole('button', { name: 'Save to draft' }).click()
  await sheet.waitFor({ state: 'hidden' })
  await go('/studio/changes')
  await page.getByText('how duplicates of Product are found').first().waitFor()
  expect(await violations()).toEqual([])
  await context.close()
})

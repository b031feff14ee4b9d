import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { systemContext } from '../../core/src/context/system-context.ts'
import { axeViolations } from '../support/axe-violations.ts'
import { picture } from '../support/picture.ts'
import { serveStudio } from './support/serve-studio.ts'

const studio = serveStudio()

const dialog = (page: Page) => page.getByRole('dialog')

async function select(page: Page, count: number): Promise<string[]> {
  const rows = page.locator('tenon-record-list tbody tr')
  await rows.first().waitFor()
  const titles: string[] = []
  for (let index = 0; index < count; index++) {
    await rows.nth(index).getByRole('checkbox').check()
    titles.push((await rows.nth(index).locator('.open').innerText()).trim())
  }
  return titles
}

test('a field of the selected records is changed with its own control, and put back by “Undo”', async () => {
  const { page, go, violations, context } = await studio.open()
  await go('/e/account')
  const row = page.locator('tenon-record-list tbody tr').first()
  await row.waitFor()
  const before = await row.boundingBox()
  await select(page, 2)
  // What can be done with them has room beside the search: the next row stays where the pointer is.
  await page.getByRole('button', { name: 'Columns' }).waitFor()
  expect(await row.boundingBox()).toEqual(before)
  await page.getByRole('button', { name: 'Change a field' }).click()
  await dialog(page).getByText('2 selected').waitFor()
  expect(await axeViolations(page)).toEqual([])
  await dialog(page).getByRole('button', { name: 'Change', exact: true }).click()
  // Nothing is chosen yet: the choice has the focus, and nothing was done.
  const field = dialog(page).getByLabel('Field', { exact: true })
  await expect.poll(() => field.evaluate((element) => element.matches(':focus'))).toBe(true)
  await field.selectOption({ label: 'Website' })
  await dialog(page).getByRole('textbox', { name: 'Website' }).fill('https://many.example')
  await picture(page, 'bulk-change')
  expect(await axeViolations(page)).toEqual([])
  await dialog(page).getByRole('button', { name: 'Change', exact: true }).click()
  await page.getByText('2 records changed.').waitFor()
  // The button that asked has gone with the selection: whoever works by keyboard goes on in the page.
  expect(await page.evaluate('document.activeElement !== document.body')).toBe(true)
  const changed = () =>
    page.request.get(
      '/api/v1/account?fields=website&where=' +
        encodeURIComponent('{"field":"website","op":"eq","value":"https://many.example"}'),
    )
  expect((await (await changed()).json()).records).toHaveLength(2)
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByText('2 records put back.').waitFor()
  expect((await (await changed()).json()).records).toHaveLength(0)
  expect(await violations()).toEqual([])
  await context.close()
})

test('all that the list shows are assigned, by keyboard, and the list says how many that are', async () => {
  const { page, go, violations, context } = await studio.open()
  await go('/e/contact')
  const total = (await (await page.request.get('/api/v1/contact?limit=1&count=true')).json()).count
  await select(page, 1)
  await page.getByRole('button', { name: 'Assign', exact: true }).press('Enter')
  const all = dialog(page).getByRole('radio', { name: `All ${total} ` })
  await all.waitFor()
  await page.keyboard.press('ArrowDown')
  expect(await all.isChecked()).toBe(true)
  await dialog(page).getByRole('button', { name: 'Assign', exact: true }).press('Enter')
  await page.getByText(/records assigned\./).waitFor()
  const owned = { field: 'ownerId', op: 'isNull', value: true }
  const left = await page.request.get(
    `/api/v1/contact?limit=1&count=true&where=${encodeURIComponent(JSON.stringify(owned))}`,
  )
  expect((await left.json()).count).toBe(total)
  expect(await violations()).toEqual([])
  await context.close()
})

test('tags are put on the selected records and taken off again, by keyboard, and the change is undone in one', async () => {
  const { page, go, violations, context } = await studio.open()
  const { tags } = studio.tenon.tenon.services
  const ctx = systemContext(studio.tenon.tenant)
  const [vip, old] = await Promise.all(['VIP', 'Old list'].map(async (name) => (await tags.create(ctx, { name })).id))
  const holding = async (id: string | undefined) => {
    const where = encodeURIComponent(JSON.stringify({ field: 'tags', op: 'has', value: id }))
    return (await (await page.request.get(`/api/v1/account?limit=1&count=true&where=${where}`)).json()).count
  }
  const type = async (label: string, name: string) => {
    const field = dialog(page).getByRole('combobox', { name: label })
    await field.fill(name)
    await dialog(page).getByRole('option', { name }).waitFor()
    await field.press('Enter')
    // In this list: it may have stood in the other one.
    const list = dialog(page).getByRole('list', { name: label })
    await list.getByRole('button', { name: `Take off ${name}` }).waitFor()
  }
  const begin = () => dialog(page).getByRole('button', { name: 'Change', exact: true }).press('Enter')
  await go('/e/account')
  await select(page, 2)
  await page.getByRole('button', { name: 'Tags', exact: true }).press('Enter')
  await dialog(page).getByText('2 selected').waitFor()
  await begin()
  await dialog(page).getByText('Choose at least one tag').waitFor()
  await type('Put on these tags', 'Old list')
  expect(await axeViolations(page)).toEqual([])
  await begin()
  await page.getByText('2 records changed.').waitFor()
  expect(await holding(old)).toBe(2)

  await select(page, 2)
  await page.getByRole('button', { name: 'Tags', exact: true }).press('Enter')
  await type('Put on these tags', 'VIP')
  await type('Put on these tags', 'Old list')
  // Chosen last is what counts: a tag does not stand in both.
  await type('Take off these tags', 'Old list')
  await picture(page, 'bulk-tags')
  expect(await dialog(page).getByRole('button', { name: 'Take off Old list' }).count()).toBe(1)
  // Nothing new is made where tags are taken off.
  await dialog(page).getByRole('combobox', { name: 'Take off these tags' }).fill('Unheard of')
  await dialog(page).getByText('No tag of that name').waitFor()
  expect(await axeViolations(page)).toEqual([])
  await begin()
  await expect.poll(() => holding(vip)).toBe(2)
  expect(await holding(old)).toBe(0)
  await page.getByRole('button', { name: 'Undo' }).last().click()
  await page.getByText('2 records put back.').waitFor()
  expect([await holding(vip), await holding(old)]).toEqual([0, 2])
  expect(await violations()).toEqual([])
  await context.close()
})

test('what is refused stands there with its reason and the way to it, and the rest can be undone', async () => {
  const { page, go, violations, context } = await studio.open()
  // Accounts are held by what refers to them.
  await go('/e/account')
  const free = await (
    await page.request.post('/api/v1/account', { data: { name: 'Free to go' }, headers: { origin: studio.tenon.url } })
  ).json()
  expect(free.id).toBeDefined()
  await page.reload()
  await page.locator('tenon-record-list tbody .open').filter({ hasText: 'Free to go' }).waitFor()
  await select(page, 4)
  await page.getByRole('button', { name: 'Delete', exact: true }).click()
  await dialog(page).getByText('They go to the trash').waitFor()
  await dialog(page).getByRole('button', { name: 'Delete', exact: true }).click()
  await dialog(page).getByText('refused.').waitFor()
  await dialog(page).getByRole('listitem').first().getByRole('link').waitFor()
  await picture(page, 'bulk-refused')
  expect(await axeViolations(page)).toEqual([])
  const file = await dialog(page).getByRole('link', { name: 'Report as a file' }).getAttribute('href')
  expect(await (await page.request.get(file ?? '')).text()).toContain('REFERENCE_CONFLICT')
  await dialog(page).getByRole('button', { name: 'Undo' }).click()
  await page.getByText(/put back\./).waitFor()
  expect(await violations()).toEqual([])
  await context.close()
})

test('deleted ones come back from the trash together; in Chinese, on a phone', async () => {
  const { page, go, violations, context } = await studio.open({
    locale: 'zh-CN',
    viewport: { width: 390, height: 844 },
  })
  await go('/e/note')
  await select(page, 2)
  await page.getByRole('button', { name: '删除', exact: true }).click()
  await picture(page, 'bulk-zh-phone')
  expect(await axeViolations(page)).toEqual([])
  await dialog(page).getByRole('button', { name: '删除', exact: true }).click()
  await page.getByText('已删除 2 条记录。').waitFor()
  await go('/e/note/trash')
  await page.getByRole('checkbox', { name: '全选' }).check()
  await page.getByRole('button', { name: '恢复 2 条' }).click()
  await dialog(page).getByRole('button', { name: '恢复', exact: true }).click()
  await page.getByText('已恢复 2 条记录。').waitFor()
  await expect.poll(() => page.locator('studio-trash-page tbody tr').count()).toBe(0)
  expect(await axeViolations(page)).toEqual([])
  expect(await violations()).toEqual([])
  await context.close()
})

test('what two changes at once have come to is told one above the other, in full, on a phone too', async () => {
  const { page, go, violations, context } = await studio.open({ viewport: { width: 390, height: 800 } })
  await go('/e/account')
  const toasts = page.locator('studio-toasts .toast')
  await page.evaluate(() => {
    const region = document.querySelector('studio-root')?.shadowRoot?.querySelector('studio-toasts') as unknown as {
      show(toast: object): void
    }
    for (let index = 1; index <= 2; index++) {
      const action = { label: 'Undo', run: () => undefined }
      region.show({
        tone: 'positive',
        text: `${index} records changed, and nothing of what is said here may be cut off.`,
        action,
      })
    }
  })
  await toasts.nth(1).waitFor()
  // They arrive from below.
  await expect.poll(() => toasts.nth(1).evaluate((toast) => toast.getAnimations().length)).toBe(0)
  const boxes = await toasts.evaluateAll((all) => all.map((toast) => toast.getBoundingClientRect().toJSON()))
  const [first, second] = boxes as Array<{ top: number; bottom: number; left: number; right: number }>
  expect(first?.bottom).toBeLessThan(second?.top ?? 0)
  for (const box of [first, second]) {
    expect(box?.left).toBeGreaterThanOrEqual(0)
    expect(box?.right).toBeLessThanOrEqual(390)
    expect(box?.bottom).toBeLessThanOrEqual(800)
  }
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
  expect(await violations()).toEqual([])
  await context.close()
})

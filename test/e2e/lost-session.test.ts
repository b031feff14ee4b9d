import { expect, test } from 'vitest'
import { serveStudio } from './support/serve-studio.ts'

const studio = serveStudio()

test('a session that ends in the midst of a form is begun anew above it, and what was being saved is saved', async () => {
  const { page, go, context, violations } = await studio.open()
  await go('/e/account?new=1')
  const name = page.getByRole('textbox', { name: 'Name', exact: true })
  await name.fill('Kept While Away')
  await context.clearCookies()
  await page.keyboard.press('Control+Enter')
  await page.getByText('Your session has ended.').waitFor()
  await page.locator('input[name=email]').fill('admin@demo.example')
  await page.locator('input[name=password]').fill('admin-demo')
  await page.getByRole('button', { name: 'Sign in' }).click()
  // Nobody has to save again, or reads what is told to programs.
  await name.waitFor({ state: 'detached' })
  await page.locator('tenon-record-list').getByRole('button', { name: 'Kept While Away' }).waitFor()
  expect(await page.getByText('programs send an API key').count()).toBe(0)
  expect(await page.locator('tenon-record-list').getByRole('button', { name: 'Kept While Away' }).count()).toBe(1)
  expect(await violations()).toEqual([])
  await context.close()
})

test('another person who signs in there saves nothing of what the first was doing', async () => {
  const { page, go, context } = await studio.open()
  await go('/e/account?new=1')
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Of Somebody Else')
  await context.clearCookies()
  await page.keyboard.press('Control+Enter')
  await page.locator('input[name=email]').fill('staff@demo.example')
  await page.locator('input[name=password]').fill('staff-demo')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('button', { name: /Staff$/ }).waitFor()
  await page.locator('tenon-record-list tbody tr').first().waitFor()
  const where = encodeURIComponent(JSON.stringify({ field: 'name', op: 'eq', value: 'Of Somebody Else' }))
  const answer = await page.request.get(`/api/v1/account?limit=1&count=true&where=${where}`)
  expect(await answer.json()).toMatchObject({ count: 0 })
  await context.close()
})

test('whoever signs out without a connection is told that they are signed in still, and stays so', async () => {
  const { page, go, context } = await studio.open()
  await go('/')
  const signOut = async () => {
    await page.getByRole('button', { name: /Admin$/ }).click()
    await page.getByRole('button', { name: 'Sign out' }).click()
  }
  await context.setOffline(true)
  await signOut()
  await page.getByText('The server cannot be reached. Check the connection and try again.').waitFor()
  expect(await page.locator('input[name=password]').count()).toBe(0)
  await context.setOffline(false)
  await signOut()
  await page.locator('input[name=password]').waitFor()
  await page.reload()
  await page.locator('input[name=password]').waitFor()
  await context.close()
})

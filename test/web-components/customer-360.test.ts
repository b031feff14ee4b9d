import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { axeViolations } from '../support/axe-violations.ts'
import { type EmbedBench, openEmbedBench } from './support/embed-bench.ts'
import { eventually } from './support/eventually.ts'
import { hasFocus } from './support/has-focus.ts'

let bench: EmbedBench
beforeAll(async () => {
  bench = await openEmbedBench()
})
afterAll(() => bench?.close())
beforeEach(() => bench.reset())

test('one script and one element show the customer with two script requests and no violation', async () => {
  const { page, urls, violations, errors, leave } = await bench.visit()
  await page.getByRole('heading', { name: 'Ada Lovelace' }).waitFor()
  expect(await page.locator('.fallback').isVisible()).toBe(false)
  expect(urls.filter((url) => url.endsWith('.js'))).toHaveLength(2)
  expect(await violations()).toEqual([])
  expect(await errors()).toEqual([])
  expect(await axeViolations(page)).toEqual([])
  await leave()
})

test('a token that the server refuses is replaced once and the visitor notices nothing', async () => {
  const answer = bench.answer
  bench.answer = (call, token) => {
    if (call === 1) throw new TenonError({ code: 'UNAUTHENTICATED', message: 'The token has ended.' })
    return answer(call, token)
  }
  const { page, errors, leave } = await bench.visit()
  await page.getByRole('heading', { name: 'Ada Lovelace' }).waitFor()
  expect(await errors()).toEqual([])
  expect(bench.tokens).toHaveLength(2)
  await leave()
})

test('a customer’s file is fetched by a link that is asked for when it is wanted, under the host’s policy', async () => {
  const asked: unknown[] = []
  const { link, answer } = bench
  bench.answer = async (call, token) => {
    const customer = structuredClone(await answer(call, token))
    const files = [{ id: 'f1', name: 'offer.pdf', size: 4, type: 'application/pdf' }]
    customer.record.fields.push({ name: 'papers', label: 'Papers', text: 'offer.pdf', files })
    return customer
  }
  bench.link = (input) => {
    asked.push(input)
    if (asked.length === 1) throw new TenonError({ code: 'NOT_FOUND', message: 'There is no such file here.' })
    return link(input)
  }
  const { page, violations, leave } = await bench.visit()
  const file = page.getByRole('button', { name: 'offer.pdf' })
  await file.click()
  await eventually(() => page.getByRole('alert').textContent()).toBe('There is no such file here.')
  const [download] = await Promise.all([page.waitForEvent('download'), file.click()])
  expect(download.suggestedFilename()).toBe('offer.pdf')
  expect(asked[1]).toEqual({ entity: 'contact', id: 'c1', field: 'papers', file: 'f1' })
  expect(await page.getByRole('alert').count()).toBe(0)
  expect(await violations()).toEqual([])
  await leave()
})

test('when the server fails, the host’s own content stays and one tenon-error says why', async () => {
  bench.answer = () => {
    throw new TenonError({ code: 'UNAVAILABLE', message: 'Away.' })
  }
  const { page, errors, violations, leave } = await bench.visit()
  await eventually(errors).toEqual(['UNAVAILABLE'])
  expect(await page.locator('.fallback').isVisible()).toBe(true)
  expect(await page.locator('tenon-customer-360 article').count()).toBe(0)
  expect(await violations()).toEqual([])
  await leave()
})

test('after a failure, reload shows the customer', async () => {
  const answer = bench.answer
  bench.answer = () => {
    throw new TenonError({ code: 'UNAVAILABLE', message: 'Away.' })
  }
  const { page, errors, leave } = await bench.visit()
  await eventually(errors).toEqual(['UNAVAILABLE'])
  bench.answer = answer
  await page.evaluate(`document.querySelector('tenon-customer-360').reload()`)
  await page.getByRole('heading', { name: 'Ada Lovelace' }).waitFor()
  await leave()
})

test('a visitor tries again at a button that keeps the focus and says that it works; nobody to ask is nothing to wait for', async () => {
  const { answer } = bench
  let letGo: () => void = () => undefined
  bench.answer = () => {
    throw new TenonError({ code: 'UNAVAILABLE', message: 'Away.' })
  }
  const { page, errors, leave } = await bench.visit()
  await eventually(errors).toEqual(['UNAVAILABLE'])
  await page.evaluate(`document.querySelector('tenon-customer-360').replaceChildren()`)
  const retry = page.getByRole('button', { name: 'Try again' })
  await page.getByText('Your details cannot be shown just now.').waitFor()
  bench.answer = async (call, token) => {
    await new Promise<void>((resolve) => {
      letGo = resolve
    })
    return answer(call, token)
  }
  await retry.press('Enter')
  await page.getByRole('status').filter({ hasText: 'Loading your details…' }).waitFor()
  expect(await hasFocus(retry)).toBe(true)
  expect(await retry.getAttribute('aria-disabled')).toBe('true')
  expect(await axeViolations(page)).toEqual([])
  await eventually(async () => bench.tokens.length).toBe(2)
  await retry.press('Enter')
  expect(bench.tokens).toHaveLength(2)
  letGo()
  await page.getByRole('heading', { name: 'Ada Lovelace' }).waitFor()
  await page.evaluate(`document.querySelector('main').append(document.createElement('tenon-customer-360'))`)
  await page.getByRole('heading', { name: 'Ada Lovelace' }).waitFor()
  expect(await page.locator('tenon-customer-360').last().getByRole('status').count()).toBe(0)
  await leave()
})

test('a widget file that was changed on its way is not run, and the host’s own content stays', async () => {
  bench.tamper = (name, content) =>
    name.startsWith('customer-360') ? `${content};globalThis.tampered = true` : content
  const { page, leave } = await bench.visit()
  await page.waitForLoadState('networkidle')
  expect(await page.evaluate('globalThis.tampered')).toBeUndefined()
  expect(await page.evaluate(`customElements.get('tenon-customer-360')`)).toBeUndefined()
  expect(await page.locator('.fallback').isVisible()).toBe(true)
  await leave()
})

test('the host’s colours reach the widget through its custom properties', async () => {
  const { page, leave } = await bench.visit()
  await page.getByRole('heading', { name: 'Ada Lovelace' }).waitFor()
  const radius = await page.evaluate(`
    getComputedStyle(document.querySelector('tenon-customer-360').shadowRoot.querySelector('article')).borderRadius`)
  expect(radius).toBe('4px')
  await leave()
})

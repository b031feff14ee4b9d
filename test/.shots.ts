import { writeFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { axeViolations } from './support/axe-violations.ts'
import { launchBrowser } from './support/launch-browser.ts'

const URL = 'http://localhost:4711'
const [, , only = ''] = process.argv
const browser = await launchBrowser()
async function cookies(person: string) {
  const [email, password] =
    person === 'admin' ? ['admin@demo.example', 'admin-demo'] : ['staff@demo.example', 'staff-demo']
  const response = await fetch(`${URL}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: URL },
    body: JSON.stringify({ email, password }),
  })
  return response.headers
    .getSetCookie()
    .map((c) => c.split(';')[0] ?? '')
    .map((c) => {
      const [name = '', ...v] = c.split('=')
      return { name, value: v.join('='), url: URL }
    })
}
const jar = await cookies('staff')
export async function shoot(
  name: string,
  {
    locale,
    width,
    dark,
    steps,
    path,
    touch,
  }: {
    locale: string
    width: number
    dark?: boolean
    path: string
    touch?: boolean
    steps?: (page: Page) => Promise<void>
  },
) {
  if (only && !name.includes(only)) return
  const context = await browser.newContext({
    locale,
    viewport: { width, height: width === 390 ? 844 : 900 },
    colorScheme: dark ? 'dark' : 'light',
    hasTouch: touch ?? width === 390,
    isMobile: touch ?? width === 390,
  })
  await context.addCookies(jar)
  const page = await context.newPage()
  page.on('console', (m) => {
    if (m.type() === 'error') console.log(name, 'CONSOLE', m.text())
  })
  page.on('pageerror', (e) => console.log(name, 'PAGEERROR', e.message))
  await page.addInitScript(`localStorage.setItem('tenon.locale', '${locale}')`)
  await page.goto(URL + path)
  await page.locator('studio-shell main h1').waitFor()
  await page.waitForTimeout(900)
  try {
    await steps?.(page)
  } catch (e) {
    console.log(name, 'STEP', String(e).slice(0, 400))
  }
  await page.waitForTimeout(400)
  writeFileSync(`/tmp/shots/${name}.png`, await page.screenshot())
  const wrong = await axeViolations(page)
  if (wrong.length) console.log(name, 'AXE', wrong.slice(0, 6))
  await context.close()
}
const first = async (page: Page) => {
  await page.locator('tenon-record-list tbody tr').first().click()
  await page.locator('studio-record-details').waitFor()
  await page.waitForTimeout(600)
}
const openMenu = async (page: Page) => {
  await page.locator('studio-action-menu button.button').first().click()
  await page.waitForTimeout(300)
}
await shoot('home-en-1440', {
  locale: 'en',
  width: 1440,
  path: '/',
  steps: async (p) => {
    await p.getByRole('radio', { name: 'This year' }).click()
    await p.waitForTimeout(900)
  },
})
await shoot('home-zh-dark-1024', {
  locale: 'zh-CN',
  width: 1024,
  dark: true,
  path: '/',
  steps: async (p) => {
    await p.getByRole('radio', { name: '今年' }).click()
    await p.waitForTimeout(900)
  },
})
await shoot('home-en-390', { locale: 'en', width: 390, path: '/' })
await shoot('list-en-1440', {
  locale: 'en',
  width: 1440,
  path: '/e/vehicle?view=vehiclesForSale',
  steps: async (p) => {
    for (const i of [0, 1, 2]) await p.locator('tenon-record-list tbody input').nth(i).check()
  },
})
await shoot('listmenu-en-1440', { locale: 'en', width: 1440, path: '/e/vehicle?view=vehiclesForSale', steps: openMenu })
await shoot('list-zh-390', { locale: 'zh-CN', width: 390, path: '/e/opportunity?view=myOpenOpportunities' })
await shoot('record-en-1440', {
  locale: 'en',
  width: 1440,
  path: '/e/opportunity',
  steps: async (p) => {
    await first(p)
    await openMenu(p)
  },
})
await shoot('record-zh-390', {
  locale: 'zh-CN',
  width: 390,
  path: '/e/opportunity',
  steps: async (p) => {
    await first(p)
    await openMenu(p)
  },
})
const dialog = async (p: Page) => {
  await first(p)
  await openMenu(p)
  await p.getByRole('menuitem').first().click()
  await p.waitForTimeout(600)
}
await shoot('dialog-en-1440', { locale: 'en', width: 1440, path: '/e/opportunity', steps: dialog })
await shoot('dialog-zh-dark-390', { locale: 'zh-CN', width: 390, dark: true, path: '/e/opportunity', steps: dialog })
await shoot('dialogerr-en-1024', {
  locale: 'en',
  width: 1024,
  path: '/e/opportunity',
  steps: async (p) => {
    await dialog(p)
    await p.locator('studio-action-dialog .actions .primary').click()
    await p.waitForTimeout(300)
  },
})
const run = {
  id: '0190a5d0-ac96-774b-bcce-b302099a8057',
  plugin: 'automotive',
  action: 'takeOffSale',
  entity: 'vehicle',
  actor: 'x',
  actorName: 'x',
  status: 'running',
  total: 132,
  done: 48,
  refused: 0,
  message: null,
  open: null,
  refusals: [],
  error: null,
  startedAt: '2026-01-01T00:00:00Z',
  endedAt: null,
}
const slow = async (p: Page) => {
  await p.route('**/api/trpc/actions.run', (r) => r.fulfill({ json: { result: { data: run } } }))
  await p.route('**/api/trpc/actions.get', (r) => r.fulfill({ json: { result: { data: run } } }))
}
const selectThree = async (p: Page) => {
  for (const i of [0, 1, 2]) await p.locator('tenon-record-list tbody input').nth(i).check()
  await p.locator('tenon-record-list studio-action-menu button.button').click()
  await p.getByRole('menuitem', { name: /Take off|下架/ }).click()
  await p.waitForTimeout(500)
}
const fill = async (p: Page) => {
  await p
    .locator('tenon-value-form select')
    .first()
    .selectOption({ index: 2 })
    .catch(async () => {
      await p.locator('tenon-value-form input').first().click()
    })
}
await shoot('select-en-1440', {
  locale: 'en',
  width: 1440,
  path: '/e/vehicle?view=all',
  steps: async (p) => {
    await selectThree(p)
  },
})
await shoot('progress-en-1024', {
  locale: 'en',
  width: 1024,
  path: '/e/vehicle?view=all',
  steps: async (p) => {
    await slow(p)
    await selectThree(p)
    await fill(p)
    await p.locator('studio-action-dialog .actions .primary').click()
    await p.waitForTimeout(500)
  },
})
await shoot('progress-zh-dark-390', {
  locale: 'zh-CN',
  width: 390,
  dark: true,
  path: '/e/vehicle?view=all',
  steps: async (p) => {
    await slow(p)
    await selectThree(p)
    await fill(p)
    await p.locator('studio-action-dialog .actions .primary').click()
    await p.waitForTimeout(500)
  },
})
await shoot('refused-en-1024', {
  locale: 'en',
  width: 1024,
  path: '/e/vehicle?view=all',
  steps: async (p) => {
    await p.locator('tenon-record-list input[type=search]').fill('2')
    await p.waitForTimeout(700)
    await selectThree(p)
    await fill(p)
    await p.locator('studio-action-dialog .actions .primary').click()
    await p.waitForTimeout(2500)
  },
})
await shoot('palette-en-1440', {
  locale: 'en',
  width: 1440,
  path: '/e/opportunity',
  steps: async (p) => {
    await first(p)
    await p.keyboard.press('Control+k')
    await p.waitForTimeout(400)
  },
})
await shoot('done-en-1440', {
  locale: 'en',
  width: 1440,
  path: '/e/opportunity',
  steps: async (p) => {
    await p.locator('tenon-record-list tbody tr').nth(3).click()
    await p.locator('studio-record-details').waitFor()
    await p.waitForTimeout(500)
    await openMenu(p)
    await p.getByRole('menuitem').first().click()
    await p.waitForTimeout(500)
    await p.locator('tenon-value-form input[type=date]').fill('2026-12-24')
    await p.locator('studio-action-dialog .actions .primary').click()
    await p.waitForTimeout(2500)
  },
})
await browser.close()

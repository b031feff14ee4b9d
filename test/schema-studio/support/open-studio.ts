import type { Browser, BrowserContext } from 'playwright-core'
import type { TestTenon } from '../../support/start-test-tenon.ts'
import { openWatchedPage, type WatchedPage } from '../../support/watch-page.ts'

export interface StudioPage extends WatchedPage {
  context: BrowserContext
  /** Goes to a path of the application. */
  go(path: string): Promise<void>
}

export interface OpenStudioOptions {
  person?: 'admin' | 'staff'
  locale?: 'en' | 'zh-CN'
  viewport?: { width: number; height: number }
}

/** A window of its own in which `person` is signed in. */
export async function openStudio(
  browser: Browser,
  tenon: TestTenon,
  { person = 'admin', locale = 'en', viewport = { width: 1440, height: 900 } }: OpenStudioOptions = {},
): Promise<StudioPage> {
  const context = await browser.newContext({ locale, viewport, baseURL: tenon.url })
  const cookies = (await tenon.signIn(person)).split('; ').map((cookie) => {
    const [name = '', ...value] = cookie.split('=')
    return { name, value: value.join('='), url: tenon.url }
  })
  await context.addCookies(cookies)
  const watched = await openWatchedPage(context)
  await watched.page.addInitScript(`localStorage.setItem('tenon.locale', '${locale}')`)
  return {
    ...watched,
    context,
    go: async (path) => {
      await watched.page.goto(path)
      await watched.page.locator('studio-shell main h1').waitFor()
    },
  }
}

import type { BrowserContext, Page } from 'playwright-core'
import { onTestFailed } from 'vitest'

export interface WatchedPage {
  page: Page
  /** Addresses of all requests so far. */
  urls: string[]
  /** What the page's policy has refused so far. */
  violations(): Promise<string[]>
}

/** A page that keeps every request's address and every violation of its Content Security Policy or Trusted Types. */
export async function openWatchedPage(context: BrowserContext): Promise<WatchedPage> {
  const page = await context.newPage()
  page.setDefaultTimeout(30_000)
  const urls: string[] = []
  page.on('request', (request) => urls.push(request.url()))
  await page.addInitScript(`
    globalThis.violations = []
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile, sample }) =>
      violations.push([violatedDirective, blockedURI, sourceFile, sample].join(' ')))`)
  sayWhatIsShown(page)
  return { page, urls, violations: () => page.evaluate('violations') }
}

/** A wait that ended in vain says what it waited for, and not what was there instead. */
function sayWhatIsShown(page: Page): void {
  try {
    onTestFailed(async () => {
      const shown = page.isClosed() ? 'nothing: it is closed' : await page.locator('body').ariaSnapshot().catch(String)
      console.error(`${page.url()} showed when the test failed:\n${shown.slice(0, 4_000)}`)
    })
  } catch {
    // Opened for several tests, before the first of them.
  }
}

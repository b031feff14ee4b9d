import type { BrowserContext, Page } from 'playwright-core'

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
  page.setDefaultTimeout(15_000)
  const urls: string[] = []
  page.on('request', (request) => urls.push(request.url()))
  await page.addInitScript(`
    globalThis.violations = []
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile, sample }) =>
      violations.push([violatedDirective, blockedURI, sourceFile, sample].join(' ')))`)
  return { page, urls, violations: () => page.evaluate('violations') }
}

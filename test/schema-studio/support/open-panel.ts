import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { build } from 'vite'
import type { TestTenon } from '../../support/start-test-tenon.ts'

const pageWith = (styles: string) => `<!doctype html><html><head><meta charset="utf-8"><title>Panel</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>${styles}main{max-width:1000px;margin:0 auto;padding:24px}</style>
<script type="module" src="/panel.js"></script></head><body><main></main></body></html>`

interface PanelPage {
  page: Page
  /** Texts of toasts, and titles of questions, all of which are answered with yes. */
  told(): Promise<string[]>
}

interface OpenPanelOptions {
  tag: string
  plugin: string
  locale?: 'en' | 'zh-CN'
  width?: number
  colorScheme?: 'light' | 'dark'
}

/** Bundles the panels once; the function opens one on a page of the server's own origin, its admin signed in. */
export async function makeOpenPanel(browser: Browser, tenon: TestTenon) {
  const { script, styles } = await bundle()
  const cookies = (await tenon.signIn()).split('; ').map((cookie) => {
    const [name = '', ...value] = cookie.split('=')
    return { name, value: value.join('='), url: tenon.url }
  })
  return async function openPanel({
    tag,
    plugin,
    locale = 'en',
    width = 1440,
    colorScheme = 'light',
  }: OpenPanelOptions) {
    const viewport = { width, height: 900 }
    const context = await browser.newContext({ locale, viewport, colorScheme, reducedMotion: 'reduce' })
    await context.addCookies(cookies)
    const page = await context.newPage()
    page.setDefaultTimeout(30_000)
    await page.route('**/panel.html', (route) => route.fulfill({ contentType: 'text/html', body: pageWith(styles) }))
    await page.route('**/panel.js', (route) => route.fulfill({ contentType: 'text/javascript', body: script }))
    await page.goto(`${tenon.url}/panel.html`)
    await page.evaluate(`mount(${JSON.stringify(tag)}, ${JSON.stringify(plugin)})`)
    return { page, told: () => page.evaluate<string[]>('told') } satisfies PanelPage
  }
}

async function bundle(): Promise<{ script: string; styles: string }> {
  const output = await build({
    configFile: false,
    logLevel: 'error',
    root: import.meta.dirname,
    build: {
      write: false,
      minify: false,
      target: 'es2023',
      modulePreload: false,
      rolldownOptions: { input: join(import.meta.dirname, 'panel-page.ts'), output: { codeSplitting: false } },
    },
  })
  const files = 'output' in output ? output.output : []
  const chunk = files.find((file) => file.type === 'chunk')
  if (chunk?.type !== 'chunk') throw new Error('The page of the panels gave no script.')
  const sheets = files.flatMap((file) => (file.type === 'asset' && file.fileName.endsWith('.css') ? [file.source] : []))
  return { script: chunk.code, styles: sheets.map(String).join('') }
}

import { createReadStream } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { Browser, Page } from 'playwright-core'
import { build } from 'vite'
import { launchBrowser } from '../../support/launch-browser.ts'
import { FakeApi } from './fake-api.ts'
import { fixtureModel } from './fixture-model.ts'

const FONTS = join(import.meta.dirname, '../../../node_modules/@fontsource-variable')

const PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Widgets</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/fonts/inter/wght.css"><link rel="stylesheet" href="/fonts/noto-sans-sc/wght.css">
<style>:root{color-scheme:light dark}html,body{height:100%;margin:0}body{background:var(--tenon-canvas)}main{height:100%}
main>*{height:100%}main>tenon-record-form{height:auto;max-width:760px;margin:0 auto;padding:24px 24px 0;background:var(--tenon-surface)}</style>
<script type="module" src="/fixture.js"></script></head><body><main></main></body></html>`

interface OpenWidget {
  tag: string
  properties: Record<string, unknown>
  locale?: 'en' | 'zh-CN'
  width?: number
  height?: number
  colorScheme?: 'light' | 'dark'
}

/** A browser, a page server and a fake API for one test file. */
export interface WidgetBench {
  /** Fresh for every `open`. */
  api: FakeApi
  open(widget: OpenWidget): Promise<Page>
  close(): Promise<void>
}

export async function openWidgetBench(): Promise<WidgetBench> {
  const script = await bundleFixture()
  const bench = { api: new FakeApi() }
  const server = createServer((request, response) => void answer(request, response, { script, api: bench.api }))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const browser = await launchBrowser()
  return Object.assign(bench, {
    open: (widget: OpenWidget) => openPage(browser, origin, widget),
    close: async () => {
      await browser.close()
      server.closeAllConnections()
      server.close()
    },
  })
}

async function bundleFixture(): Promise<string> {
  const output = await build({
    configFile: false,
    logLevel: 'error',
    root: import.meta.dirname,
    build: {
      write: false,
      minify: false,
      target: 'es2023',
      modulePreload: false,
      rolldownOptions: { input: join(import.meta.dirname, 'fixture-page.ts'), output: { codeSplitting: false } },
    },
  })
  const chunk = 'output' in output ? output.output.find((file) => file.type === 'chunk') : undefined
  if (chunk?.type !== 'chunk') throw new Error('The fixture page gave no script.')
  return chunk.code
}

async function openPage(browser: Browser, origin: string, widget: OpenWidget): Promise<Page> {
  const { tag, properties, locale = 'en', width = 1440, height = 900, colorScheme = 'light' } = widget
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme,
    locale,
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  page.setDefaultTimeout(8000)
  await page.goto(origin)
  const model = fixtureModel(locale)
  await page.evaluate(`document.documentElement.lang = ${JSON.stringify(locale)}`)
  await page.evaluate(`mount(${JSON.stringify(tag)}, ${JSON.stringify({ model, ...properties })})`)
  return page
}

async function answer(request: IncomingMessage, response: ServerResponse, bench: { script: string; api: FakeApi }) {
  const path = new URL(request.url ?? '/', 'http://localhost').pathname
  if (path.startsWith('/api/trpc/')) return answerCall(request, response, { api: bench.api, path: path.slice(10) })
  if (path.startsWith('/api/files')) return answerFile(request, response, bench.api)
  if (path.startsWith('/fonts/')) {
    response.setHeader('content-type', path.endsWith('.css') ? 'text/css' : 'font/woff2')
    createReadStream(join(FONTS, path.slice(7)))
      .on('error', () => response.end())
      .pipe(response)
    return
  }
  const isScript = path === '/fixture.js'
  response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html; charset=utf-8')
  response.end(isScript ? bench.script : PAGE)
}

/** Smallest PNG, 1 × 1. */
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

async function answerFile(request: IncomingMessage, response: ServerResponse, api: FakeApi) {
  if (request.method === 'GET') {
    response.setHeader('content-type', 'image/png')
    return response.end(Buffer.from(PNG, 'base64'))
  }
  response.setHeader('content-type', 'application/json')
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  try {
    const file = await api.upload(new URL(request.url ?? '', 'http://localhost').searchParams, Buffer.concat(chunks))
    response.statusCode = 201
    response.end(JSON.stringify(file))
  } catch (error) {
    const failure = error instanceof TenonError ? error : new TenonError({ code: 'INTERNAL', message: String(error) })
    response.statusCode = failure.status
    response.end(JSON.stringify(failure.toBody()))
  }
}

async function answerCall(
  request: IncomingMessage,
  response: ServerResponse,
  { api, path }: { api: FakeApi; path: string },
) {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  response.setHeader('content-type', 'application/json')
  try {
    const data = await api.call(path, JSON.parse(Buffer.concat(chunks).toString()))
    response.end(JSON.stringify({ result: { data } }))
  } catch (error) {
    const failure = error instanceof TenonError ? error : new TenonError({ code: 'INTERNAL', message: String(error) })
    response.statusCode = failure.status
    response.end(JSON.stringify({ error: { data: failure.toBody() } }))
  }
}

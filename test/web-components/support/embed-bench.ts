import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Customer360 } from '@tenon/sdk/contract/embed-token'
import type { FileLink, FileOfRecord } from '@tenon/sdk/contract/file-access'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { Browser } from 'playwright-core'
import { type SampleHost, startSampleHost } from '../../../web-components/sample-host/start-sample-host.ts'
import { buildWidgets } from '../../support/build-widgets.ts'
import { launchBrowser } from '../../support/launch-browser.ts'
import { openWatchedPage } from '../../support/watch-page.ts'

const CUSTOMER: Customer360 = {
  entity: 'contact',
  record: {
    id: 'c1',
    title: 'Ada Lovelace',
    updatedAt: '2026-01-01T00:00:00Z',
    fields: [{ name: 'email', label: 'E-mail', text: 'ada@example.com' }],
    stage: null,
  },
  related: [{ entity: 'vehicle', label: 'Vehicles', records: [], more: false }],
}

/** A stand-in for Tenon's server whose answers a test chooses, and the real sample host site before it. */
export interface EmbedBench {
  /** Decides the answer to the nth call (from 1) of `embed.customer360` with this token; what it throws is sent. */
  answer: (call: number, token: string) => Customer360 | Promise<Customer360>
  /** Decides what `embed.fileLink` answers with; what it throws is sent. */
  link: (input: FileOfRecord) => FileLink
  /** Changes a built file on its way to the browser. */
  tamper: (name: string, content: string) => string
  /** Tokens that calls have carried, in order. */
  tokens: string[]
  /** Back to a server that answers well. */
  reset(): void
  /** Opens the host's page as a signed-in visitor. */
  visit(): Promise<
    Awaited<ReturnType<typeof openWatchedPage>> & { errors(): Promise<string[]>; leave(): Promise<void> }
  >
  close(): Promise<void>
}

export async function openEmbedBench(): Promise<EmbedBench> {
  const { dist } = await buildWidgets()
  const bench = { tokens: [] as string[], ...defaults() }
  const tenon = createServer((request, response) => void serve(request, response, { bench, dist }))
  const tenonUrl = await listen(tenon)
  const customers = [{ name: 'Ada', subject: { entity: 'contact', id: 'c1' } }]
  const host = await startSampleHost({ port: 0, tenonUrl, site: 'site', secret: 'x'.repeat(32), customers })
  const browser = await launchBrowser()
  return Object.assign(bench, {
    reset: () => void Object.assign(bench, defaults()),
    visit: () => {
      bench.tokens.length = 0
      return visit(browser, host)
    },
    close: async () => {
      await browser.close()
      await host.close()
      tenon.closeAllConnections()
      tenon.close()
    },
  })
}

type Served = Pick<EmbedBench, 'answer' | 'link' | 'tamper' | 'tokens'>

function defaults(): Pick<EmbedBench, 'answer' | 'link' | 'tamper'> {
  return { answer: () => CUSTOMER, link: linkTo, tamper: (_, content) => content }
}

function linkTo({ file }: FileOfRecord): FileLink {
  const facts = { id: file, name: 'offer.pdf', size: 4, type: 'application/pdf' }
  return { path: `/api/files/content?link=${file}`, expiresAt: '2026-01-01T00:05:00Z', file: facts, shown: false }
}

async function visit(browser: Browser, host: SampleHost) {
  const context = await browser.newContext({ locale: 'en' })
  const watched = await openWatchedPage(context)
  await watched.page.addInitScript(`
    globalThis.failures = []
    addEventListener('tenon-error', (event) => failures.push(event.error.code))`)
  await watched.page.goto(host.url)
  await watched.page.getByRole('button', { name: 'Ada' }).click()
  const errors = (): Promise<string[]> => watched.page.evaluate('failures')
  return { ...watched, errors, leave: () => context.close() }
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  { bench, dist }: { bench: Served; dist: string },
) {
  response.setHeader('access-control-allow-origin', '*')
  response.setHeader('access-control-allow-headers', 'authorization, content-type')
  const path = new URL(request.url ?? '/', 'http://tenon').pathname
  if (request.method === 'OPTIONS') return response.end()
  if (path.startsWith('/embed/')) {
    const name = path.slice('/embed/'.length)
    const content = await readFile(join(dist, name), 'utf8')
    return response.setHeader('content-type', 'text/javascript').end(bench.tamper(name, content))
  }
  if (path === '/api/files/content') {
    return response.setHeader('content-disposition', 'attachment; filename="offer.pdf"').end('%PDF')
  }
  const token = (request.headers.authorization ?? '').replace('Bearer ', '')
  bench.tokens.push(token)
  response.setHeader('content-type', 'application/json')
  try {
    const data = path.endsWith('/embed.fileLink')
      ? bench.link(await inputOf(request))
      : await bench.answer(bench.tokens.length, token)
    response.end(JSON.stringify({ result: { data } }))
  } catch (error) {
    const failure = error instanceof TenonError ? error : new TenonError({ code: 'INTERNAL', message: String(error) })
    response.statusCode = failure.status
    response.end(JSON.stringify({ error: { data: failure.toBody() } }))
  }
}

/** As a client sends it in the body of a call. */
async function inputOf(request: IncomingMessage): Promise<FileOfRecord> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return JSON.parse(Buffer.concat(chunks).toString()) as FileOfRecord
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

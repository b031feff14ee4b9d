import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { z } from 'zod'
import { nearestProblem } from '../hooks/host/nearest-problem.ts'
import { printableText } from '../sandbox/printable-text.ts'

/** What goes out for a request. */
export interface WebhookReply {
  status: number
  headers: Record<string, string>
  body: string
}

const MAX_BODY_BYTES = 256 * 1024
/** All that the code of a webhook may set: no cookies, no way to lead elsewhere, nothing that browsers obey. */
const HEADERS = ['content-type', 'cache-control', 'content-language', 'etag', 'last-modified', 'retry-after'] as const
/** Nothing that a browser would run in the name of this server. */
const CONTENT_TYPE =
  /^(application\/(json|xml|x-www-form-urlencoded|[a-z0-9.-]+\+json)|text\/(plain|xml|csv))(;\s*charset=utf-8)?$/i
/** Visible ASCII and spaces: what a header can hold. */
const HEADER_VALUE = /^[\x20-\x7e]{0,1000}$/
const EMPTY_STATUSES = [204, 205, 304]

const answer = z.strictObject({
  status: z.int().min(200).max(599).exactOptional(),
  headers: z
    .record(z.string(), z.string().regex(HEADER_VALUE, 'visible ASCII of at most 1,000 characters'))
    .exactOptional(),
  body: z
    .string()
    .refine((text) => Buffer.byteLength(text) <= MAX_BODY_BYTES, `at most ${MAX_BODY_BYTES} bytes`)
    .exactOptional(),
})

/** What the code of a `direct` webhook has answered, as it may go out; why not in words, without a final stop, for what may not. */
export function readWebhookAnswer(given: JsonValue): WebhookReply | string {
  if (given === null) return { status: 204, headers: {}, body: '' }
  const { success, data, error } = answer.safeParse(given)
  if (!success) return `it is wrong at ${nearestProblem(error.issues, { locale: 'en' })}`
  const { body = '', headers = {} } = data
  const status = data.status ?? (body === '' ? 204 : 200)
  if (body !== '' && EMPTY_STATUSES.includes(status)) return `status ${status} has no body`
  const read = readHeaders(headers)
  if (typeof read === 'string') return read
  return { status, body, headers: body === '' ? read : { 'content-type': TEXT, ...read } }
}

const TEXT = 'text/plain; charset=utf-8'

function readHeaders(given: Record<string, string>): Record<string, string> | string {
  const headers = Object.entries(given).map(([name, value]) => [name.toLowerCase(), value] as const)
  const unknown = headers.find(([name]) => !HEADERS.some((allowed) => allowed === name))?.[0]
  if (unknown !== undefined) return `the header ${shownName(unknown)} may not be set; there are ${HEADERS.join(', ')}`
  const type = headers.find(([name]) => name === 'content-type')?.[1]
  if (type === undefined || CONTENT_TYPE.test(type)) return Object.fromEntries(headers)
  return `its content-type is ${shownName(type)}; only JSON, XML, plain text, CSV and forms go out, which no browser runs`
}

/** As a log may have it: on one line, whatever the plugin chose. */
function shownName(name: string): string {
  return `'${printableText(name.slice(0, 60)).replaceAll('\n', ' ')}'`
}

import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { z } from 'zod'
import { issueText } from '../../model/issue-message.ts'
import { HTTP_METHODS } from '../../outbound/send-request.ts'

const MAX_LENGTH = 8192
const MAX_HEADERS = 64

const secret = z.strictObject({ secret: z.string().min(1).max(100), prefix: z.string().max(100).exactOptional() })

/** Counted before any is looked at. */
const fewHeaders = z.custom<object>(
  (value) => typeof value === 'object' && value !== null && Object.keys(value).length <= MAX_HEADERS,
  issueText({ en: `at most ${MAX_HEADERS} headers`, 'zh-CN': `最多 ${MAX_HEADERS} 个请求头` }),
)

/** What `http.fetch` takes: HttpRequest of the contract, and where to. */
export const HTTP_ARGUMENTS = z.strictObject({
  url: z.string().max(MAX_LENGTH),
  method: z.enum(HTTP_METHODS).exactOptional(),
  headers: fewHeaders.pipe(z.record(z.string(), z.union([z.string().max(MAX_LENGTH), secret]))).exactOptional(),
  body: z.custom<JsonValue>((value) => value !== undefined).exactOptional(),
})
export type HttpArguments = z.infer<typeof HTTP_ARGUMENTS>

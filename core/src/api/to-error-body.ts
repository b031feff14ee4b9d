import { type Locale, type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import { TenonError, type TenonErrorBody, type TenonErrorCode } from '@tenon/sdk/contract/tenon-error'
import { TRPCError } from '@trpc/server'
import { ZodError } from 'zod'
import { passingTrouble } from '../db/passing-trouble.ts'
import { envelopeError } from './envelope-error.ts'

export interface ErrorAnswer {
  status: number
  body: TenonErrorBody
  /** Whether the operator should read of it: nothing that a caller has done wrong. */
  isFault: boolean
  /** Seconds after which it is worth trying again; null where it is not. */
  retryAfter: number | null
}

/** What a caller is told of any error. What is not a TenonError keeps its message and stack for the log. */
export function toErrorBody(error: unknown, { requestId, locale }: { requestId: string; locale: Locale }): ErrorAnswer {
  const known = toTenonError(error, { requestId, locale })
  const body = { ...known.toBody(), requestId }
  return { status: known.status, body, isFault: known.status >= 500, retryAfter: retryAfter(known) }
}

/** A limit on rates says in its cause when there is room again. */
function retryAfter({ status, cause }: TenonError): number | null {
  if (status !== 429 && status !== 503) return null
  const told = (cause as { retryAfterSeconds?: unknown } | undefined)?.retryAfterSeconds
  return typeof told === 'number' ? told : 1
}

interface Caller {
  requestId: string
  locale: Locale
}

function toTenonError(error: unknown, caller: Caller): TenonError {
  if (error instanceof TenonError) return error
  if (error instanceof ZodError) return envelopeError(error, caller.locale)
  // tRPC wraps whatever is thrown inside it, and says itself what a body is that was no JSON.
  if (error instanceof TRPCError && error.cause instanceof Error && !(error.cause instanceof SyntaxError)) {
    return toTenonError(error.cause, caller)
  }
  const code = codeOf(error)
  const text = TEXTS_BY_ERROR[codeIn(error)] ?? MESSAGES[code]({ requestId: caller.requestId })
  const message = textIn(text, caller.locale)
  return new TenonError({ code, message, cause: error })
}

const CODE_BY_ERROR: Record<string, EdgeCode> = {
  // tRPC
  NOT_FOUND: 'NOT_FOUND',
  PARSE_ERROR: 'BAD_REQUEST',
  BAD_REQUEST: 'BAD_REQUEST',
  METHOD_NOT_SUPPORTED: 'BAD_REQUEST',
  UNSUPPORTED_MEDIA_TYPE: 'BAD_REQUEST',
  PAYLOAD_TOO_LARGE: 'PAYLOAD_TOO_LARGE',
  // Fastify
  FST_ERR_CTP_BODY_TOO_LARGE: 'PAYLOAD_TOO_LARGE',
  // A text that PostgreSQL cannot hold, of which a request's own place did not say so before.
  '22021': 'BAD_REQUEST',
  '22P05': 'BAD_REQUEST',
  HALF_CHARACTER: 'BAD_REQUEST',
}

type EdgeCode = Extract<
  TenonErrorCode,
  'NOT_FOUND' | 'BAD_REQUEST' | 'PAYLOAD_TOO_LARGE' | 'UNAVAILABLE' | 'INTERNAL' | 'RATE_LIMITED'
>

function codeOf(error: unknown): EdgeCode {
  const { statusCode } = error as { statusCode?: unknown }
  const code = codeIn(error)
  const known = Object.hasOwn(CODE_BY_ERROR, code) ? CODE_BY_ERROR[code] : undefined
  if (known) return known
  if (passingTrouble(error) !== null) return 'UNAVAILABLE'
  if (statusCode === 404) return 'NOT_FOUND'
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500 ? 'BAD_REQUEST' : 'INTERNAL'
}

function codeIn(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  // All JSON that PostgreSQL is given was written by a program, and is wrong in its characters alone.
  return code === '22P02' && error instanceof Error && / type jsonb?$/.test(error.message) ? 'HALF_CHARACTER' : code
}

const TOOK_TOO_LONG: LocalizedText = {
  en: 'The database took too long for this request. Ask for less at once, or try again later.',
  'zh-CN': '数据库处理此请求的时间过长。请减少一次请求的数据量，或稍后重试。',
}
const NOT_STORABLE: LocalizedText = {
  en: 'A text of the request contains a NUL character, which cannot be stored or looked for.',
  'zh-CN': '请求中的文本含有 NUL 字符，无法存储或查找。',
}
const HALF_CHARACTER: LocalizedText = {
  en: 'A text of the request contains half of a character (a lone surrogate), which cannot be stored or looked for.',
  'zh-CN': '请求中的文本含有半个字符（单独的代理项），无法存储或查找。',
}
/** What PostgreSQL's own codes say more exactly than ours. */
const TEXTS_BY_ERROR: Partial<Record<string, LocalizedText>> = {
  // It ended a statement that ran out of time, or whose caller had gone.
  '57014': TOOK_TOO_LONG,
  '22021': NOT_STORABLE,
  '22P05': NOT_STORABLE,
  HALF_CHARACTER,
}

const MESSAGES: Record<EdgeCode, (about: { requestId: string }) => LocalizedText> = {
  NOT_FOUND: () => ({ en: 'There is nothing at this address.', 'zh-CN': '此地址不存在任何内容。' }),
  BAD_REQUEST: () => ({
    en: 'The request cannot be read: send JSON with the method that the API documents.',
    'zh-CN': '无法读取请求：请按 API 文档所述的方法发送 JSON。',
  }),
  PAYLOAD_TOO_LARGE: () => ({
    en: 'The request is larger than allowed: 1 MB, or 8 MB where it brings many records along.',
    'zh-CN': '请求超出限制：最大 1 MB；批量提交记录时最大 8 MB。',
  }),
  RATE_LIMITED: () => ({ en: 'Too many requests. Try again later.', 'zh-CN': '请求过多，请稍后再试。' }),
  UNAVAILABLE: () => ({
    en: 'The database cannot be reached or is busy. Try again in a moment.',
    'zh-CN': '数据库暂时不可用或繁忙，请稍后重试。',
  }),
  INTERNAL: ({ requestId }) => ({
    en: `Something went wrong on the server. Its log has the details under request ${requestId}.`,
    'zh-CN': `服务器出错。详情见服务器日志中的请求 ${requestId}。`,
  }),
}

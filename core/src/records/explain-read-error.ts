import { textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'

/** Turns PostgreSQL's "this text is no such value" (class 22), as a forged cursor causes it, into the caller's error. */
export function explainReadError(ctx: RequestContext): (cause: unknown) => never {
  return (cause) => {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
    if (!code.startsWith('22')) throw cause
    const message = {
      en: 'The query holds a value that its field cannot have, or a cursor that was changed.',
      'zh-CN': '查询中含有字段不支持的值，或游标已被改动。',
    }
    throw new TenonError({ code: 'BAD_REQUEST', message: textIn(message, ctx.locale), cause })
  }
}

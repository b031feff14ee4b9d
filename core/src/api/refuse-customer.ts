import { textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'

/**
 * End customers come through the embed's own procedures only. The access engine would show them no foreign row
 * elsewhere either; this keeps all that was made for staff, such as who changed what, out of their reach.
 * @throws TenonError FORBIDDEN
 */
export function refuseCustomer(ctx: RequestContext): RequestContext {
  if (ctx.actor.kind !== 'customer') return ctx
  const message = {
    en: 'An embed token may only be used for embed.* and live.',
    'zh-CN': '嵌入令牌只能用于 embed.* 和 live。',
  }
  throw new TenonError({ code: 'FORBIDDEN', message: textIn(message, ctx.locale) })
}

import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import type { RequestContext } from '../context/request-context.ts'

/** The text in the language of whoever asked. */
export function spoken(ctx: Pick<RequestContext, 'locale'>, text: LocalizedText): string {
  return textIn(text, ctx.locale)
}

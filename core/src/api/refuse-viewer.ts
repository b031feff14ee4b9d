import { textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'

/** Who looks as somebody else changes nothing. @throws TenonError FORBIDDEN */
export function refuseViewer({ viewer, locale }: RequestContext): void {
  if (viewer === undefined) return
  const message = {
    en: 'You are looking as somebody else: nothing can be changed. End the view first.',
    'zh-CN': '您正在以他人身份查看，不能进行任何更改。请先结束查看。',
  }
  throw new TenonError({ code: 'FORBIDDEN', message: textIn(message, locale) })
}

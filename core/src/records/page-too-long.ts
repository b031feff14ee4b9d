import { textIn } from '@tenon/sdk/contract/locale'
import type { FindRecordsInput } from '@tenon/sdk/contract/query'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import type { PageBound } from './plan-page.ts'

/** For a page that is far beyond its bound. */
export function pageTooLong({ locale }: RequestContext, { entity, maxLength }: FindRecordsInput & PageBound) {
  const message = {
    en: `This page of '${entity}' would be longer than ${maxLength} characters of JSON; ask for fewer 'fields', or with a smaller 'limit' page by page.`,
    'zh-CN': `“${entity}”的这一页将超过 ${maxLength} 个字符的 JSON；请减少“fields”，或用较小的“limit”逐页读取。`,
  }
  return new TenonError({ code: 'PAYLOAD_TOO_LARGE', message: textIn(message, locale) })
}

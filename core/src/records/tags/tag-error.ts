import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import { TenonError, type TenonErrorCode } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../../context/request-context.ts'

interface TagProblem {
  code: TenonErrorCode
  text: LocalizedText
  pointer?: string
  rule?: string
}

export function tagError({ locale }: RequestContext, { code, text, pointer, rule }: TagProblem): TenonError {
  const message = textIn(text, locale)
  const problems = pointer === undefined ? [] : [{ pointer, message, ...(rule !== undefined && { rule }) }]
  return new TenonError({ code, message, problems })
}

export function noSuchTag(ctx: RequestContext, id: string): TenonError {
  return tagError(ctx, {
    code: 'NOT_FOUND',
    text: { en: `There is no tag with the id '${id}'.`, 'zh-CN': `没有编号为“${id}”的标签。` },
  })
}

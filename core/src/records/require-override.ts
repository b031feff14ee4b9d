import { textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RecordScope } from './record-scope.ts'

/** @throws TenonError FORBIDDEN for an actor who may not pass over the rules of pipelines */
export function requireOverride({ access, ctx, entity }: RecordScope): void {
  if (access.canOverride) return
  const label = entity.schema.pluralLabel
  const message = {
    en: `You may not pass over the pipeline's rules for ${textIn(label, 'en')}: a role with the right to override is needed.`,
    'zh-CN': `您无权越过${textIn(label, 'zh-CN')}的流程规则：需要具有越过规则权限的角色。`,
  }
  const problem = { en: 'Needs the right to override.', 'zh-CN': '需要越过规则的权限。' }
  throw new TenonError({
    code: 'FORBIDDEN',
    message: textIn(message, ctx.locale),
    problems: [{ pointer: '/override', message: textIn(problem, ctx.locale), rule: 'access' }],
  })
}

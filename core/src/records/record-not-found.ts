import { textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RecordScope } from './record-scope.ts'

/** The one answer for a record that does not exist and for one that the actor may not see. */
export function recordNotFound({ ctx, entity }: Pick<RecordScope, 'ctx' | 'entity'>, id: string): TenonError {
  const label = textIn(entity.schema.label, ctx.locale)
  const shown = id.length > 60 ? `${id.slice(0, 60)}…` : id
  const message = { en: `There is no ${label} with the id '${shown}'.`, 'zh-CN': `没有编号为“${shown}”的${label}。` }
  return new TenonError({ code: 'NOT_FOUND', message: textIn(message, ctx.locale) })
}

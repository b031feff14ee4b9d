import type { Access } from '../../access/make-access.ts'
import type { makeRecordChange } from '../../audit/make-record-change.ts'
import type { RequestContext } from '../../context/request-context.ts'
import type { Database } from '../../db/database.ts'
import type { CompiledEntity, CompiledModel } from '../../model/compiled-model.ts'
import type { ModelStore } from '../../model/model-store.ts'
import { nameBook } from '../../model/names/name-book.ts'
import { queryProblem } from '../query-problem.ts'

export interface PrivacyGround {
  database: Database
  models: Pick<ModelStore, 'get'>
  access: Pick<Access, 'hasRight'>
  recordChange: ReturnType<typeof makeRecordChange>
}

/** The entity that callers call so. @throws TenonError BAD_REQUEST where there is none, or its records are no persons though they must be */
export function entityCalled(
  ctx: RequestContext,
  model: CompiledModel,
  { name, person }: { name: string; person: boolean },
): CompiledEntity {
  const key = nameBook(model).keyOf({ part: 'entity', scope: '', name })
  const entity = key === null ? undefined : model.entities.get(key)
  if (entity !== undefined && (!person || entity.schema.subject === true)) return entity
  throw queryProblem(ctx.locale, {
    pointer: '/entity',
    rule: 'subject',
    message: {
      en: `'${name}' is no entity of persons: mark it with 'subject' in the studio first`,
      'zh-CN': `“${name}”不是人员实体：请先在工作室中用 'subject' 标记`,
    },
  })
}

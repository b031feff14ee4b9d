import { nearestName } from '@tenon/sdk/expression/nearest-name'
import type { EntityAccess } from '../access/entity-access.ts'
import { findQueryField, queryFieldNames } from './find-query-field.ts'
import type { QueryField } from './query-field.ts'
import { queryProblem } from './query-problem.ts'
import type { RecordScope } from './record-scope.ts'

/**
 * The field of that name, if the actor may read it.
 * @throws TenonError BAD_REQUEST, the same for a field that is hidden and one that does not exist
 */
export function visibleField(scope: RecordScope, { name, pointer }: { name: string; pointer: string }): QueryField {
  const { entity } = scope.access
  const field = scope.access.canRead(name) ? findQueryField(scope, entity, name) : undefined
  if (field !== undefined) return field
  const near = nearestName(name, visibleFieldNames(scope.access))
  throw queryProblem(scope.ctx.locale, {
    pointer,
    rule: 'field',
    message: {
      en: `'${entity.name}' has no field '${name}'${near === null ? '' : `; did you mean '${near}'?`}`,
      'zh-CN': `“${entity.name}”没有字段“${name}”${near === null ? '' : `，是否指“${near}”？`}`,
    },
  })
}

/** Fields that the actor may read, common ones first. */
export function visibleFieldNames(access: EntityAccess): string[] {
  return queryFieldNames(access.entity).filter((name) => access.canRead(name))
}

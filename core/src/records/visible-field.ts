import { textIn } from '@tenon/sdk/contract/locale'
import type { TenonError } from '@tenon/sdk/contract/tenon-error'
import { nearestName } from '@tenon/sdk/expression/nearest-name'
import type { EntityAccess } from '../access/entity-access.ts'
import { findQueryField, queryFieldNames } from './find-query-field.ts'
import type { QueryField } from './query-field.ts'
import { queryProblem } from './query-problem.ts'
import type { RecordScope } from './record-scope.ts'
import { rowField } from './row-field.ts'

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

/** The same of one whose values the actor sees: an order, a group or a sum would tell those of a masked one. */
export function shownField(scope: RecordScope, place: { name: string; pointer: string }): QueryField {
  const field = visibleField(scope, place)
  if (scope.access.canShow(place.name)) return field
  throw maskedProblem(scope, place)
}

/** The same of one that the actor may find records by: a masked one only where he may have it shown. */
export function findableField(scope: RecordScope, place: { name: string; pointer: string }): QueryField {
  const field = visibleField(scope, place)
  if (scope.access.canReveal(place.name)) return rowField(field, scope.access, 'reveal')
  throw maskedProblem(scope, place)
}

function maskedProblem({ ctx, entity }: RecordScope, { name, pointer }: { name: string; pointer: string }): TenonError {
  const label = entity.fields.get(name)?.schema.label ?? name
  return queryProblem(ctx.locale, {
    pointer,
    rule: 'sensitive',
    message: {
      en: `${textIn(label, 'en')} ('${name}') is sensitive: it is masked for you and cannot be used here`,
      'zh-CN': `${textIn(label, 'zh-CN')}（'${name}'）为敏感字段：其值对您隐藏，不能在此使用`,
    },
  })
}

/** Fields that the actor may read, common ones first. */
export function visibleFieldNames(access: EntityAccess): string[] {
  return queryFieldNames(access.entity).filter((name) => access.canRead(name))
}

import { FILTER_LIMITS } from '@tenon/sdk/contract/query'
import { findQueryField } from './find-query-field.ts'
import { lookupQueryField } from './lookup-query-field.ts'
import type { QueryField } from './query-field.ts'
import { queryProblem } from './query-problem.ts'
import type { RecordScope } from './record-scope.ts'
import { relatedScope } from './related-rows.ts'
import { shownField, unknownField } from './visible-field.ts'

/** Where a path ends: the scope of the entity there, the field's name in it, and the field over the row it begins at. */
export interface PathField {
  scope: RecordScope
  name: string
  field: QueryField
  /** Names of the references on the way. */
  steps: readonly string[]
}

/**
 * The field that a path such as `account.region` leads to, for an order, a group or a measure: each reference on the way
 * is one that the actor sees the values of, and so is its end. Without a record that he may read, the value is missing.
 * @throws TenonError BAD_REQUEST
 */
export function pathField(scope: RecordScope, { name, pointer }: { name: string; pointer: string }): PathField {
  const names = name.split('.')
  const [last = '', steps] = [names.at(-1), names.slice(0, -1)]
  if (steps.length === 0) return { scope, name, field: shownField(scope, { name, pointer }), steps }
  if (steps.length > FILTER_LIMITS.steps) throw unknownField(scope, { name, pointer })
  const end = steps.reduce((at, step) => scopeBehind(at, { step, path: name, pointer }), scope)
  // Over a row of the other end.
  const { selectValue: _, parts: _parts, stored: _stored, ...own } = shownField(end, { name: last, pointer })
  return { scope: end, name: last, field: { ...own, name, ...behind(scope, names) }, steps }
}

/** What a field at the end of a path is, over the row that the path begins at. */
export function behind(scope: RecordScope, path: readonly string[]) {
  const find = (entity: RecordScope['entity'], name: string) => findQueryField(scope, entity, name)
  return { neverNull: false, ...lookupQueryField(scope, { entity: scope.entity.name, path, find }) }
}

function scopeBehind(
  scope: RecordScope,
  { step, path, pointer }: { step: string; path: string; pointer: string },
): RecordScope {
  shownField(scope, { name: step, pointer })
  const { type, schema } = scope.entity.fields.get(step) ?? {}
  const target = schema?.reference?.entity
  if (type !== 'reference' || target === undefined) throw noSingle(scope, { step, pointer })
  const inner = relatedScope(scope, target)
  if (inner === null) throw unknownField(scope, { name: path, pointer })
  return inner
}

function noSingle({ ctx }: RecordScope, { step, pointer }: { step: string; pointer: string }) {
  return queryProblem(ctx.locale, {
    pointer,
    rule: 'path',
    message: {
      en: `'${step}' is no reference to one record, so no path leads through it here`,
      'zh-CN': `“${step}”不是指向单条记录的引用，此处路径不能经过它`,
    },
  })
}

import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { sql } from 'kysely'
import type { CompiledEntity } from '../../model/compiled-model.ts'
import { idArray } from '../find-followers.ts'
import { fullScope } from '../full-scope.ts'
import type { Queryable } from '../queryable.ts'
import { type RecordScope, tableOf } from '../record-scope.ts'
import { namedColumns, rowJson } from '../row-json.ts'
import type { ReferenceTree } from './reference-tree.ts'

/** More child records than this are not looked through for one write. */
const MAX_CHILDREN = 10_000

interface Step {
  entity: CompiledEntity
  tree: ReferenceTree
  ids: readonly string[]
}

/** Live records by their ids, with the fields that the tree names, whoever may see them. One statement. */
export async function loadReferenced(db: Queryable, scope: RecordScope, { entity, tree, ids }: Step) {
  if (ids.length === 0) return new Map<string, JsonObject>()
  const { rows } = await sql<{ id: string; body: JsonObject }>`
    select t.id, ${bodyOf(scope, entity, tree)} as body from ${tableOf(scope.ctx, entity)} t
    where t.id = any(${idArray(ids)}) and t.deleted_at is null`.execute(db)
  return new Map(rows.map(({ id, body }) => [id, body]))
}

/**
 * The live records that name one of the ids by their `reference`, by the id that they name. One statement.
 * @throws TenonError VALIDATION_FAILED where there are too many to look through
 */
export async function loadChildren(
  db: Queryable,
  scope: RecordScope,
  { entity, tree, ids, reference }: Step & { reference: string },
): Promise<Map<string, JsonObject[]>> {
  const column = entity.fields.get(reference)?.columns[0]?.name
  if (ids.length === 0 || column === undefined) return new Map()
  const { rows } = await sql<{ parent: string; body: JsonObject }>`
    select ${sql.ref(`t.${column}`)} as parent, ${bodyOf(scope, entity, tree)} as body
    from ${tableOf(scope.ctx, entity)} t
    where ${sql.ref(`t.${column}`)} = any(${idArray(ids)}) and t.deleted_at is null
    order by t.id limit ${MAX_CHILDREN + 1}`.execute(db)
  if (rows.length > MAX_CHILDREN) throw tooMany(scope, entity)
  const groups = Map.groupBy(rows, ({ parent }) => parent)
  return new Map([...groups].map(([parent, group]) => [parent, group.map(({ body }) => body)]))
}

/** The derived fields of stored records, by id. One statement. */
export async function loadDerived(
  db: Queryable,
  scope: RecordScope,
  { entity, names, ids }: { entity: CompiledEntity; names: readonly string[]; ids: readonly string[] },
): Promise<Map<string, JsonObject>> {
  const tree = { fields: new Set(names), steps: new Map() }
  return loadReferenced(db, scope, { entity, tree, ids })
}

function bodyOf(scope: RecordScope, entity: CompiledEntity, { fields, steps }: ReferenceTree) {
  const names = [...new Set(['id', ...fields, ...steps.keys()])]
  return rowJson(namedColumns(entity, { names, alias: 't', scope: fullScope(scope, entity) }))
}

function tooMany({ ctx }: RecordScope, { schema }: CompiledEntity): TenonError {
  const message = {
    en: `A rule looks at more than ${MAX_CHILDREN} records (${textIn(schema.pluralLabel, 'en')}); use a rollup in its place.`,
    'zh-CN': `规则要查看的记录（${textIn(schema.pluralLabel, 'zh-CN')}）超过 ${MAX_CHILDREN} 条；请改用汇总字段。`,
  }
  return new TenonError({ code: 'VALIDATION_FAILED', message: textIn(message, ctx.locale) })
}

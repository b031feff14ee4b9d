import type { FieldType } from '@tenon/sdk/contract/field-type'
import { TAGS_FIELD } from '@tenon/sdk/contract/record'
import { childCollections } from '@tenon/sdk/expression/child-collections'
import type { ExpressionContext } from '@tenon/sdk/expression/expression-context'
import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { TAGS_COLUMN } from '../model/common-tags.ts'
import type { CompiledEntity, CompiledField, CompiledModel } from '../model/compiled-model.ts'
import { snakeCase } from '../model/sql-names.ts'
import type { SqlEntity, SqlEnvironment, SqlField } from './sql-environment.ts'

export interface ModelSql {
  model: CompiledModel
  /** The tenant's PostgreSQL schema. */
  schema: string
  /** Alias under which the statement reads the record's table. */
  alias: string
  context: ExpressionContext
  /** Rows of other records that may be looked at. */
  visible: (entity: string, alias: string) => RawBuilder<SqlBool>
}

/** What the SQL of an expression over a model's records stands on. */
export function modelSqlEnvironment({ model, schema, alias, context, visible }: ModelSql): SqlEnvironment {
  const entities = new Map<string, SqlEntity>()
  const entity = (name: string): SqlEntity => {
    const known = entities.get(name)
    if (known !== undefined) return known
    const compiled = model.entities.get(name)
    if (compiled === undefined) throw new Error(`The model has no entity '${name}'.`)
    const made: SqlEntity = {
      table: sql`${sql.id(schema, compiled.table)}`,
      idColumn: 'id',
      deletedColumn: 'deleted_at',
      visible: (row) => visible(name, row),
      field: (field) => fieldOf(model, compiled, field),
    }
    entities.set(name, made)
    return made
  }
  return { alias, context, entity }
}

function fieldOf(model: CompiledModel, entity: CompiledEntity, name: string): SqlField | undefined {
  const field = entity.fields.get(name)
  if (field !== undefined) return declaredField(field)
  const common = COMMON_FIELDS.get(name)
  if (common !== undefined) return common
  const children = childCollections(model.document, entity.name).get(name)
  if (children !== undefined) return childrenField(model, children)
  const [child = '', reference = ''] = name.split('.')
  return childrenField(model, { entity: child, reference })
}

/** Types whose JSON is not what one column holds. */
const COMPOSED: ReadonlySet<FieldType> = new Set(['yearMonth', 'dateRange', 'geoPoint', 'geoShape', 'anyReference'])

function declaredField({ type, derivation, columns, jsonSchema, selectJson }: CompiledField): SqlField | undefined {
  if (derivation !== null) return { kind: 'derived', expression: derivation.expression }
  const [first, second] = columns
  if (first === undefined) return undefined
  if (type === 'reference') return { kind: 'reference', column: first.name }
  if (type === 'money' && second !== undefined) return { kind: 'money', amount: first.name, currency: second.name }
  if (COMPOSED.has(type)) return { kind: 'composed', json: selectJson, isText: type === 'yearMonth' }
  if (first.type === 'uuid' || first.type === 'uuid[]') return { kind: 'uuid', column: first.name }
  const { maxLength } = jsonSchema()
  return { kind: 'column', column: first.name, ...(typeof maxLength === 'number' && { maxLength }) }
}

/** The records of another entity that name this one: by a name of their own, or `<entity>.<reference>` in a rollup. */
function childrenField(
  model: CompiledModel,
  { entity, reference }: { entity: string; reference: string },
): SqlField | undefined {
  const column = model.entities.get(entity)?.fields.get(reference)?.columns[0]?.name
  return column === undefined ? undefined : { kind: 'children', column }
}

const COMMON_FIELDS: ReadonlyMap<string, SqlField> = new Map<string, SqlField>([
  ['id', { kind: 'uuid', column: 'id' }],
  ['ownerId', { kind: 'uuid', column: snakeCase('ownerId') }],
  // Of a record's own tags, which only conditions of roles can name.
  [TAGS_FIELD, { kind: 'uuid', column: TAGS_COLUMN }],
  ...['version', 'createdBy', 'updatedBy', 'pipeline', 'stage'].map(
    (name) => [name, { kind: 'column', column: snakeCase(name), maxLength: 200 }] as const,
  ),
  // The database's clock is finer than what the API gives.
  ...['createdAt', 'updatedAt', 'stageEnteredAt', 'stageDueAt', 'stageStaleAt'].map(
    (name) => [name, { kind: 'column', column: snakeCase(name), milliseconds: true }] as const,
  ),
])

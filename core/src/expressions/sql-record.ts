import type { ExpressionType } from '@tenon/sdk/expression/expression-type'
import type { SqlField } from './sql-environment.ts'
import type { SqlGround } from './sql-ground.ts'
import { column, fixed, name, part, type SqlPart } from './sql-part.ts'
import { type ListBounds, type SqlRecord, type SqlRows, type SqlValue, scalar } from './sql-value.ts'

/** Characters of a text whose field does not say. */
const LONGEST_TEXT = 100_000

interface FieldOfRecord {
  record: SqlRecord
  field: string
  type: ExpressionType
}

/** A field of a record, read from the row at hand or from the live row that an id names. */
export function fieldToSql(ground: SqlGround, { record, field, type }: FieldOfRecord): SqlValue {
  const found = ground.environment.entity(record.entity).field(field)
  if (found === undefined) throw new Error(`The SQL environment has no field '${field}' of '${record.entity}'.`)
  switch (found.kind) {
    case 'children':
      return childRows(ground, { record, type, column: found.column })
    case 'money': {
      const [amount, currency] = [read(ground, record, found.amount), read(ground, record, found.currency)]
      return { kind: 'money', amount, currency: part`${currency}::text` }
    }
    case 'reference':
      return { kind: 'record', entity: entityOf(type), id: read(ground, record, found.column) }
    default:
      return columnToSql(read(ground, record, found.column), found, type)
  }
}

function columnToSql(value: SqlPart, field: Extract<SqlField, { kind: 'column' | 'uuid' }>, type: ExpressionType) {
  if (field.kind === 'uuid') return scalar({ ...value, uuid: true, maxLength: 36 })
  if (type.kind === 'list') return { kind: 'array', part: value, bounds: boundsOf(type.of) } as const
  // JSON's own null is a missing value like any other.
  if (type.kind === 'dyn') return scalar(part`nullif(${value}, 'null'::jsonb)`)
  return scalar({ ...value, maxLength: field.maxLength ?? LONGEST_TEXT, stored: value.simple })
}

/** A list of options is no longer than they are together; of other lists the number of items is assumed. */
function boundsOf(item: ExpressionType): ListBounds {
  if (item.kind !== 'choice') return { items: ASSUMED_ITEMS, length: ASSUMED_ITEMS * ASSUMED_ITEM_LENGTH }
  return { items: item.options.length, length: item.options.join('').length }
}

/** Items of a list of unknown size, and characters of a text in it, that lengths are reckoned with. */
const ASSUMED_ITEMS = 1_000
const ASSUMED_ITEM_LENGTH = 500

function entityOf(type: ExpressionType): string {
  const item = type.kind === 'list' ? type.of : type
  return item.kind === 'record' ? item.entity : ''
}

function read(ground: SqlGround, record: SqlRecord, columnName: string): SqlPart {
  if ('alias' in record) return column(record.alias, columnName)
  const { table, idColumn, deletedColumn } = ground.environment.entity(record.entity)
  if (columnName === idColumn) return record.id
  const alias = ground.newAlias()
  const rows = part`${{ ...fixed(''), sql: table }} as ${name(alias)}`
  const live = deletedColumn === null ? fixed('true') : part`${column(alias, deletedColumn)} is null`
  return part`(select ${column(alias, columnName)} from ${rows} where ${column(alias, idColumn)} = ${record.id} and ${live})`
}

/** The id of a record. */
export function idToSql(ground: SqlGround, record: SqlRecord): SqlPart {
  return 'id' in record ? record.id : column(record.alias, ground.environment.entity(record.entity).idColumn)
}

function childRows(
  ground: SqlGround,
  { record, type, column: reference }: { record: SqlRecord; type: ExpressionType; column: string },
): SqlRows {
  const entity = entityOf(type)
  const { table, idColumn, deletedColumn } = ground.environment.entity(entity)
  const alias = ground.newAlias()
  const live = deletedColumn === null ? [] : [part`${column(alias, deletedColumn)} is null`]
  return {
    kind: 'rows',
    from: part`${{ ...fixed(''), sql: table }} as ${name(alias)}`,
    conditions: [part`${column(alias, reference)} = ${idToSql(ground, record)}`, ...live],
    item: { kind: 'record', entity, alias },
    order: [column(alias, idColumn)],
    bounds: { items: ASSUMED_ITEMS },
  }
}

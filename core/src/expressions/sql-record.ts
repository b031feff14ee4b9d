import type { CheckedExpression } from '@tenon/sdk/expression/check-expression'
import type { ExpressionType } from '@tenon/sdk/expression/expression-type'
import type { SqlEntity, SqlField } from './sql-environment.ts'
import type { SqlGround } from './sql-ground.ts'
import { column, fixed, joined, name, part, type SqlPart } from './sql-part.ts'
import { safeInteger } from './sql-safe-integer.ts'
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
    case 'composed':
      return composedToSql(ground, record, found)
    case 'derived':
      return derivedToSql(ground, record, found.expression)
    case 'reference':
      return { kind: 'record', entity: entityOf(type), id: read(ground, record, found.column) }
    default:
      return columnToSql(read(ground, record, found.column), found, type)
  }
}

function columnToSql(value: SqlPart, field: Extract<SqlField, { kind: 'column' | 'uuid' }>, type: ExpressionType) {
  if (field.kind === 'column' && field.milliseconds === true) {
    return scalar(part`date_trunc('milliseconds', ${value})`)
  }
  if (type.kind === 'list') {
    const texts = field.kind === 'uuid' ? part`${value}::text[]` : value
    return { kind: 'array', part: texts, bounds: boundsOf(type.of) } as const
  }
  if (field.kind === 'uuid') return scalar({ ...value, uuid: true, maxLength: 36 })
  // JSON's own null is a missing value like any other.
  if (type.kind === 'dyn') return scalar(part`nullif(${value}, 'null'::jsonb)`)
  return scalar({ ...value, maxLength: field.maxLength ?? LONGEST_TEXT, stored: value.simple })
}

function composedToSql(
  ground: SqlGround,
  record: SqlRecord,
  { json, isText }: Extract<SqlField, { kind: 'composed' }>,
): SqlValue {
  const over = (alias: string) => ({ ...fixed(''), size: COMPOSED_SIZE, sql: json(alias) })
  const text = (value: SqlPart) => (isText ? { ...part`(${value} #>> '{}')`, maxLength: LONGEST_COMPOSED } : value)
  if ('alias' in record) return scalar(text(over(record.alias)))
  const alias = ground.newAlias()
  return scalar(text(fromRow(ground, { record, alias }, over(alias))))
}

/** Pieces that make up the JSON of a field, at most, and characters of a text that is made. */
const COMPOSED_SIZE = 10
const LONGEST_COMPOSED = 7

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
  if (columnName === ground.environment.entity(record.entity).idColumn) return record.id
  const alias = ground.newAlias()
  return fromRow(ground, { record, alias }, column(alias, columnName))
}

interface RowById {
  record: Extract<SqlRecord, { id: SqlPart }>
  /** Of the row in the sub-select. */
  alias: string
}

/** A piece of SQL over the live row that an id names. */
function fromRow(ground: SqlGround, { record: { entity, id }, alias }: RowById, piece: SqlPart): SqlPart {
  const found = ground.environment.entity(entity)
  const rows = part`${{ ...fixed(''), sql: found.table }} as ${name(alias)}`
  const conditions = [part`${column(alias, found.idColumn)} = ${id}`, ...openRows(found, alias)]
  return part`(select ${piece} from ${rows} where ${joined(conditions, ' and ')})`
}

/** Conditions that a row is not deleted, and for the reader's eyes. */
function openRows({ deletedColumn, visible }: SqlEntity, alias: string): SqlPart[] {
  return [
    ...(deletedColumn === null ? [] : [part`${column(alias, deletedColumn)} is null`]),
    ...(visible === undefined ? [] : [{ ...fixed(''), sql: visible(alias) }]),
  ]
}

/** The expression of a derived field, over the row at hand or the one that an id names. */
function derivedToSql(ground: SqlGround, record: SqlRecord, { root, type }: CheckedExpression): SqlValue {
  const over = (alias: string) => bounded(ground, ground.over(alias, root).value(root), type)
  if ('alias' in record) return over(record.alias)
  const alias = ground.newAlias()
  const value = over(alias)
  const read = (piece: SqlPart) => fromRow(ground, { record, alias }, piece)
  switch (value.kind) {
    case 'money':
      return { kind: 'money', amount: read(value.amount), currency: read(value.currency) }
    case 'record':
      return { kind: 'record', entity: value.entity, id: read(idToSql(ground, value)) }
    case 'array':
      return { ...value, part: read(value.part) }
    case 'scalar': {
      const { uuid, maxLength } = value.part
      const flags = { ...(uuid === true && { uuid }), ...(maxLength !== undefined && { maxLength }) }
      return scalar({ ...read(value.part), ...flags })
    }
    case 'rows':
      throw new Error('No derived field is a list of records.')
  }
}

/** A whole number that JSON cannot hold is null in the record, so it is for whoever reads the field. */
function bounded(ground: SqlGround, value: SqlValue, type: ExpressionType): SqlValue {
  if (value.kind !== 'scalar' || type.kind !== 'int') return value
  return scalar(part`${safeInteger(ground, value.part)}::numeric`)
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
  const found = ground.environment.entity(entity)
  const { table, idColumn } = found
  const alias = ground.newAlias()
  return {
    kind: 'rows',
    from: part`${{ ...fixed(''), sql: table }} as ${name(alias)}`,
    conditions: [part`${column(alias, reference)} = ${idToSql(ground, record)}`, ...openRows(found, alias)],
    item: { kind: 'record', entity, alias },
    order: [column(alias, idColumn)],
    bounds: { items: ASSUMED_ITEMS },
  }
}

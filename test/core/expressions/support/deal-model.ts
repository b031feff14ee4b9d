import type { ExpressionContext } from '@tenon/sdk/expression/expression-context'
import type { ExpressionEnvironment } from '@tenon/sdk/expression/expression-environment'
import { type ExpressionType, listOf, TYPE } from '@tenon/sdk/expression/expression-type'
import { sql } from 'kysely'
import type { SqlEntity, SqlEnvironment, SqlField } from '../../../../core/src/expressions/sql-environment.ts'

export const STAGES = ['new', 'won', 'lost'] as const
export const TIERS = ['gold', 'silver'] as const
export const TAGS = ['a', 'b', '中'] as const

interface ModelField {
  type: ExpressionType
  sql: SqlField
  /** Columns with their PostgreSQL types. */
  columns: Record<string, string>
}

const scalar = (column: string, columnType: string, type: ExpressionType): ModelField => ({
  type,
  sql: { kind: 'column', column, maxLength: 1_000 },
  columns: { [column]: columnType },
})
const money = (column: string): ModelField => ({
  type: TYPE.money,
  sql: { kind: 'money', amount: column, currency: `${column}_currency` },
  columns: { [column]: 'numeric(24,6)', [`${column}_currency`]: 'char(3)' },
})
const reference = (column: string, entity: string): ModelField => ({
  type: { kind: 'record', entity },
  sql: { kind: 'reference', column },
  columns: { [column]: 'uuid' },
})
const id: ModelField = { type: TYPE.string, sql: { kind: 'uuid', column: 'id' }, columns: { id: 'uuid primary key' } }
const choice = (column: string, options: readonly string[]) => scalar(column, 'text', { kind: 'choice', options })

/** One field of every type, references over two steps, and child records: a small CRM. */
export const MODEL: Record<string, Record<string, ModelField>> = {
  deal: {
    id,
    name: scalar('name', 'text', TYPE.string),
    note: scalar('note', 'text', TYPE.string),
    stage: choice('stage', STAGES),
    quantity: scalar('quantity', 'bigint', TYPE.int),
    rating: scalar('rating', 'smallint', TYPE.int),
    price: scalar('price', 'numeric(28,2)', TYPE.decimal),
    rate: scalar('rate', 'numeric(28,10)', TYPE.decimal),
    amount: money('amount'),
    cost: money('cost'),
    open: scalar('open', 'boolean', TYPE.bool),
    vip: scalar('vip', 'boolean', TYPE.bool),
    closeDate: scalar('close_date', 'date', TYPE.date),
    startDate: scalar('start_date', 'date', TYPE.date),
    dueAt: scalar('due_at', 'timestamptz', TYPE.dateTime),
    seenAt: scalar('seen_at', 'timestamptz', TYPE.dateTime),
    opensAt: scalar('opens_at', 'time', TYPE.time),
    meta: scalar('meta', 'jsonb', TYPE.dyn),
    tags: scalar('tags', 'text[]', listOf({ kind: 'choice', options: TAGS })),
    ownerId: { type: TYPE.string, sql: { kind: 'uuid', column: 'owner_id' }, columns: { owner_id: 'uuid' } },
    account: reference('account_id', 'account'),
    partner: reference('partner_id', 'account'),
    lines: {
      type: listOf({ kind: 'record', entity: 'line' }),
      sql: { kind: 'children', column: 'deal_id' },
      columns: {},
    },
  },
  account: {
    id,
    name: scalar('name', 'text', TYPE.string),
    tier: choice('tier', TIERS),
    credit: money('credit'),
    score: scalar('score', 'numeric(28,4)', TYPE.decimal),
    foundedOn: scalar('founded_on', 'date', TYPE.date),
    manager: reference('manager_id', 'person'),
  },
  person: {
    id,
    name: scalar('name', 'text', TYPE.string),
    birthday: scalar('birthday', 'date', TYPE.date),
    vip: scalar('vip', 'boolean', TYPE.bool),
  },
  line: {
    id,
    deal: reference('deal_id', 'deal'),
    title: scalar('title', 'text', TYPE.string),
    quantity: scalar('quantity', 'bigint', TYPE.int),
    discount: scalar('discount', 'numeric(28,4)', TYPE.decimal),
    total: money('total'),
    shippedOn: scalar('shipped_on', 'date', TYPE.date),
    paid: scalar('paid', 'boolean', TYPE.bool),
    meta: scalar('meta', 'jsonb', TYPE.dyn),
    product: reference('product_id', 'account'),
  },
}

export const SCHEMA = 'crm'

/** The statements that make the tables; texts are in the language of `collation` where one is given. */
export function tableStatements(collation: string | null): string[] {
  const inLanguage = (type: string) =>
    type.startsWith('text') && collation !== null ? `${type} collate "${collation}"` : type
  const tables = Object.entries(MODEL).map(([entity, fields]) => {
    const columns = Object.values(fields).flatMap((field) => Object.entries(field.columns))
    const lines = [...columns.map(([name, type]) => `"${name}" ${inLanguage(type)}`), '"deleted_at" timestamptz']
    return `create table "${SCHEMA}"."${entity}" (${lines.join(', ')})`
  })
  return [`create schema "${SCHEMA}"`, ...tables]
}

export function dealEnvironment(entity = 'deal', hasOld = false): ExpressionEnvironment {
  return {
    entity,
    hasOld,
    fieldType: (name, field) => (Object.hasOwn(MODEL[name] ?? {}, field) ? MODEL[name]?.[field]?.type : undefined),
    fieldNames: (name) => Object.keys(MODEL[name] ?? {}),
  }
}

export function dealSqlEnvironment(context: ExpressionContext, alias = 'r'): SqlEnvironment {
  return {
    alias,
    context,
    entity: (name): SqlEntity => ({
      table: sql`${sql.id(SCHEMA, name)}`,
      idColumn: 'id',
      deletedColumn: 'deleted_at',
      field: (field) => MODEL[name]?.[field]?.sql,
    }),
  }
}

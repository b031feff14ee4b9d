import { sql } from 'kysely'
import type { CompiledModel } from '../../../core/src/model/compiled-model.ts'
import type { PublishingTenant } from './publishing-tenant.ts'

/** A tenant's PostgreSQL schema, and a way to ask. */
type Catalog = Pick<PublishingTenant, 'query' | 'schema'>

/** Live columns of the entities' tables as `table.column type [not null]`, from the catalog, sorted. */
export async function columnsInCatalog({ query, schema }: Catalog): Promise<string[]> {
  const rows = await query(sql<{ line: string }>`
    select c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
      || case when a.attnotnull then ' not null' else '' end as line
    from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = ${schema}::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
      and left(c.relname, 1) <> '_' and left(a.attname, 8) <> '_parked_'`)
  return rows.map((row) => row.line).sort()
}

const COMMON = [
  'id uuid not null',
  'version integer not null',
  'created_at timestamp with time zone not null',
  'created_by text not null',
  'updated_at timestamp with time zone not null',
  'updated_by text not null',
  'owner_id uuid',
  'deleted_at timestamp with time zone',
  '_tags uuid[]',
]
const PIPELINE = [
  ...['pipeline text', 'stage text'],
  ...['entered', 'due', 'stale', 'notice'].map((name) => `stage_${name}_at timestamp with time zone`),
]

/** The same list as the model says it should be. */
export function columnsInModel(model: CompiledModel): string[] {
  const lines = [...model.entities.values()].flatMap(({ table, fields, pipelines }) => {
    const declared = [...fields.values()].flatMap((field) =>
      field.columns.map(({ name, type }) => `${name} ${type}${field.required ? ' not null' : ''}`),
    )
    declared.push(
      ...[...fields.values()].flatMap(({ computed }) => (computed === null ? [] : `${computed.column.name} text`)),
    )
    return [...COMMON, ...(pipelines.length > 0 ? PIPELINE : []), ...declared].map((line) => `${table}.${line}`)
  })
  return lines.sort()
}

/** Definitions of the indexes on a table, primary key left out. */
export async function indexesOf({ query, schema }: Catalog, table: string): Promise<string[]> {
  const rows = await query(sql<{ definition: string }>`
    select regexp_replace(pg_get_indexdef(i.indexrelid), ' INDEX .* USING', ' INDEX USING') as definition
    from pg_index i join pg_class c on c.oid = i.indrelid
    where c.relnamespace = ${schema}::regnamespace and c.relname = ${table} and not i.indisprimary and i.indisvalid`)
  return rows.map((row) => row.definition).sort()
}

/** Definitions of a table's foreign keys and checks. */
export async function constraintsOf({ query, schema }: Catalog, table: string): Promise<string[]> {
  const rows = await query(sql<{ definition: string }>`
    select replace(pg_get_constraintdef(k.oid), ${`${schema}.`}, '') as definition
    from pg_constraint k join pg_class c on c.oid = k.conrelid
    where c.relnamespace = ${schema}::regnamespace and c.relname = ${table} and k.contype in ('f', 'c')`)
  return rows.map((row) => row.definition).sort()
}

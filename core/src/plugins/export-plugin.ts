import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { COMMON_FIELD_KINDS, PIPELINE_FIELDS } from '../model/common-fields.ts'
import type { CompiledEntity, CompiledField } from '../model/compiled-model.ts'
import type { ModelStore } from '../model/model-store.ts'
import { snakeCase } from '../model/sql-names.ts'
import { readPluginRow } from './read-plugin-row.ts'

const FORMAT = 'tenon-plugin-data'
const FORMAT_VERSION = 1
const PAGE = 500

/** Lines of JSON, each with its line feed. Throws NOT_FOUND before the first one. */
export type ExportPlugin = (ctx: RequestContext, input: { id: string }) => Promise<AsyncIterable<string>>

/**
 * All that a tenant has by a plugin, as lines of JSON: a head with the schemas, records of its entities, its fields of
 * other entities' records, its settings and its own store, and an end that counts. Deleted records are in it, secrets
 * are not. That the actor may do this is for the caller to check.
 */
export function makeExportPlugin({
  database,
  models,
}: {
  database: Database
  models: Pick<ModelStore, 'get'>
}): ExportPlugin {
  return async function exportPlugin(ctx, { id }) {
    const db = database.tenant(ctx.tenant.schema)
    const { manifest, settings } = await readPluginRow(db, ctx, { id })
    const { entities, version: modelVersion } = await models.get(ctx.tenant)
    const parts = [...entities.values()].map((entity) => partOf(entity, id)).filter(({ fields }) => fields.length > 0)
    const head = {
      ...{ format: FORMAT, formatVersion: FORMAT_VERSION, plugin: id, version: manifest.version },
      ...{ tenant: ctx.tenant.slug, modelVersion, exportedAt: new Date().toISOString() },
      entities: parts.map(({ entity, isOwn, fields }) => ({
        ...{ name: entity.name, own: isOwn, label: entity.schema.label },
        fields: Object.fromEntries(fields.map((field) => [field.name, field.schema])),
      })),
    }
    return lines({ db, schema: ctx.tenant.schema, plugin: id, head, parts, settings })
  }
}

interface ExportedPart {
  entity: CompiledEntity
  /** The plugin's own entity, exported whole; else only its fields. */
  isOwn: boolean
  fields: CompiledField[]
}

function partOf(entity: CompiledEntity, plugin: string): ExportedPart {
  const isOwn = entity.source === plugin
  const all = [...entity.fields.values()]
  return { entity, isOwn, fields: isOwn ? all : all.filter(({ source }) => source === plugin) }
}

interface Export {
  db: Kysely<TenantTables>
  schema: string
  plugin: string
  head: object
  parts: ExportedPart[]
  settings: JsonObject
}

async function* lines({ db, schema, plugin, head, parts, settings }: Export): AsyncGenerator<string> {
  yield line(head)
  let records = 0
  for (const part of parts) {
    for await (const record of recordsOf(db, schema, part)) {
      records += 1
      yield line({ entity: part.entity.name, record })
    }
  }
  if (Object.keys(settings).length > 0) yield line({ settings })
  let keys = 0
  for await (const { key, value } of storeOf(db, plugin)) {
    keys += 1
    yield line({ key, value })
  }
  yield line({ end: true, records, keys })
}

function line(value: object): string {
  return `${JSON.stringify(value)}\n`
}

/** Page by page, in the order of ids: the whole is no snapshot, each page is. */
async function* recordsOf(db: Kysely<TenantTables>, schema: string, part: ExportedPart): AsyncGenerator<JsonValue> {
  const table = sql.id(schema, part.entity.table)
  const filled = part.isOwn ? sql`true` : sql.join(part.fields.flatMap(notEmpty), sql` or `)
  for (let after: string | null = null; ; ) {
    const from: RawBuilder<unknown> = after === null ? sql`true` : sql`r.id > ${after}::uuid`
    const query = sql<{ id: string; record: JsonValue }>`
      select r.id, (select to_jsonb(x) from (select ${sql.join(columnsOf(part))}) x) as record
      from ${table} as r where ${from} and (${filled}) order by r.id limit ${PAGE}`
    const { rows } = await query.execute(db)
    for (const { record } of rows) yield record
    const last = rows.at(-1)
    if (last === undefined || rows.length < PAGE) return
    after = last.id
  }
}

function notEmpty({ columns }: CompiledField): RawBuilder<unknown>[] {
  return columns.map(({ name }) => sql`${sql.ref(`r.${name}`)} is not null`)
}

function columnsOf({ entity, isOwn, fields }: ExportedPart): RawBuilder<unknown>[] {
  const own = fields.map((field) => sql`${field.selectJson('r')} as ${sql.id(field.name)}`)
  if (!isOwn) return [sql`r.id as id`, ...own]
  const common = Object.entries(COMMON_FIELD_KINDS).filter(
    ([name]) => entity.pipelines.length > 0 || !PIPELINE_FIELDS.has(name),
  )
  return [...common.map(([name, kind]) => sql`${commonValue(name, kind)} as ${sql.id(name)}`), ...own]
}

function commonValue(name: string, kind: string): RawBuilder<unknown> {
  const column = sql.ref(`r.${snakeCase(name)}`)
  return kind === 'time' ? sql`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')` : column
}

async function* storeOf(db: Kysely<TenantTables>, plugin: string) {
  for (let after = ''; ; ) {
    const query = db.selectFrom('_plugin_kv').select(['key', 'value']).where('plugin', '=', plugin)
    const rows = await query.where('key', '>', after).orderBy('key').limit(PAGE).execute()
    yield* rows
    const last = rows.at(-1)
    if (last === undefined || rows.length < PAGE) return
    after = last.key
  }
}

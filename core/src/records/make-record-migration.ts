import type { HookAnswer, HookRecord } from '@tenon/sdk/contract/hook-call'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { type RawBuilder, sql } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { cachedScript } from '../hooks/cached-script.ts'
import type { CallPlugin } from '../hooks/call-plugin.ts'
import type { CompiledEntity, CompiledField } from '../model/compiled-model.ts'
import { isIdList } from '../model/field-link.ts'
import { validateRecord } from '../model/validate-record.ts'
import type { MigratedBatch, MigratedRecord, MigrateInput, RecordMigration } from '../plugins/data-migration.ts'
import { formatValue } from './format-value.ts'
import { systemTable, tableOf } from './record-scope.ts'
import { completeJson } from './row-json.ts'
import { makeRevertMigrated, makeStoreMigrated } from './store-migrated.ts'
import { storedValues } from './stored-values.ts'

interface Row {
  id: string
  version: number
  body: JsonObject
}

/** A plugin's migration of records: its code sees batches of them and says what changes; core writes it, and can take it back. */
export function makeRecordMigration(dependencies: { database: Database; callPlugin: CallPlugin }): RecordMigration {
  const { database, callPlugin } = dependencies
  return {
    async migrateBatch(ctx, input) {
      const rows = await readRows(database, ctx, input)
      const records = rows.map(({ id, body }): HookRecord => {
        const values = storedValues(input.entity, body)
        return { id, values, old: values }
      })
      const answers = records.length === 0 ? [] : await callMigration(callPlugin, ctx, { ...input, records })
      return gather(ctx, input, { rows, answers })
    },
    storeMigrated: makeStoreMigrated(database),
    revertMigrated: makeRevertMigrated(database),
  }
}

/** Deleted records too, which may be restored. */
async function readRows(database: Database, ctx: RequestContext, input: MigrateInput): Promise<Row[]> {
  const { entity, migration, after, limit } = input
  const open: RawBuilder<unknown> =
    migration === undefined
      ? sql`true`
      : sql`r.created_at <= (select d.created_at from ${systemTable(ctx, '_data_migration')} d where d.id = ${migration.id}::uuid) and not exists (
          select 1 from ${systemTable(ctx, '_migrated_record')} m where m.migration = ${migration.id}::uuid and m.record_id = r.id)`
  const { rows } = await sql<Row>`
    select r.id, r.version, ${completeJson(entity, 'r')} as body from ${tableOf(ctx, entity)} r
    where ${open} and ${after === null ? sql`true` : sql`r.id > ${after}::uuid`}
    order by r.id limit ${limit}`.execute(database.tenant(ctx.tenant.schema))
  return rows
}

async function callMigration(
  callPlugin: CallPlugin,
  ctx: RequestContext,
  { plugin, entity, facts, records }: MigrateInput & { records: HookRecord[] },
): Promise<HookAnswer[]> {
  const { id } = plugin.package.manifest
  const script = cachedScript(plugin.package)
  if (script === null)
    throw new TenonError({ code: 'PLUGIN_LOAD_FAILED', message: `Plugin ${id} has no code.`, plugin: id })
  const target = `migrations.${entity.name}`
  return callPlugin(ctx, {
    ...{ plugin, script, kind: 'beforeHook', target, entity: entity.name, hook: target, returns: 'changes' },
    migration: facts,
    records,
  })
}

function gather(
  ctx: RequestContext,
  { plugin, target }: MigrateInput,
  { rows, answers }: { rows: Row[]; answers: HookAnswer[] },
): MigratedBatch {
  const batch: MigratedBatch = { changes: [], refused: [], last: rows.at(-1)?.id ?? null, looked: rows.length }
  for (const [index, row] of rows.entries()) {
    const answer = answers[index]
    if (answer?.kind === 'reject') batch.refused.push({ id: row.id, message: answer.message })
    if (answer?.kind !== 'ok' || answer.changes === undefined) continue
    const owner = plugin.package.manifest.id
    try {
      const changed = changedRecord(ctx, {
        row,
        changes: ownChanges(ctx, { target, owner, changes: answer.changes }),
        target,
      })
      if (changed !== null) batch.changes.push(changed)
    } catch (error) {
      if (!(error instanceof TenonError)) throw error
      batch.refused.push({ id: row.id, message: error.message })
    }
  }
  return batch
}

/** A migration is for the plugin's own fields: others are somebody else's to change. */
function ownChanges(
  { locale }: RequestContext,
  { target, owner, changes }: { target: CompiledEntity; owner: string; changes: JsonObject },
): JsonObject {
  const foreign = Object.keys(changes).find((name) => {
    const field = target.fields.get(name)
    return field === undefined || (field.source !== owner && target.source !== owner) || isGiven(field)
  })
  const unwatched = Object.keys(changes).find((name) => isUnwatched(target.fields.get(name)))
  if (foreign === undefined && unwatched === undefined) return changes
  const text: LocalizedText = {
    en: `a migration of plugin '${owner}' cannot set '${foreign}' of ${target.name}: it sets fields of its own`,
    'zh-CN': `插件 '${owner}' 的迁移不能设置 ${target.name} 的 '${foreign}'：只能设置其自己的字段`,
  }
  const message = textIn(foreign === undefined ? listOfIds(target, unwatched ?? '') : text, locale)
  throw new TenonError({ code: 'PLUGIN_BAD_RETURN', message, plugin: owner })
}

/** No foreign key would refuse what such a field names that is not there, and a migration writes without looking. */
function isUnwatched(field: CompiledField | undefined): boolean {
  return field !== undefined && (isIdList(field) || field.type === 'anyReference')
}

function listOfIds({ name }: CompiledEntity, field: string): LocalizedText {
  return {
    en: `a migration cannot set '${field}' of ${name}, which names several records, users or entities; a hook or job can`,
    'zh-CN': `迁移不能设置 ${name} 的 '${field}'（引用多条记录、多个用户或多种实体）；请使用钩子或任务`,
  }
}

/** Nobody sets what the system numbers or works out, and files are attached by whoever uploads them. */
function isGiven({ type, derivation }: CompiledField): boolean {
  return type === 'sequence' || type === 'file' || type === 'image' || derivation !== null
}

function changedRecord(
  { locale }: RequestContext,
  { row, changes, target }: { row: Row; changes: JsonObject; target: CompiledEntity },
): MigratedRecord | null {
  const values: JsonObject = validateRecord(target, changes, { mode: 'computed', locale })
  const names = Object.keys(values).filter((name) => !sameValue(row.body[name], values[name]))
  if (names.length === 0) return null
  const pick = (from: JsonObject) => Object.fromEntries(names.map((name) => [name, from[name] ?? null]))
  const title = formatValue(target.titleField, row.body[target.titleField.name], { locale, labels: {} })
  return { id: row.id, version: row.version, title, before: pick(row.body), after: pick(values) }
}

function sameValue(one: unknown, other: unknown): boolean {
  return JSON.stringify(one ?? null) === JSON.stringify(other ?? null)
}

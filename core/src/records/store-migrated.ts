import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { type Kysely, sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { originOf } from '../audit/origin-of.ts'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import type { CompiledEntity } from '../model/compiled-model.ts'
import type { DataMigration, RevertMigrated, StoreMigrated } from '../plugins/data-migration.ts'
import { tableOf } from './record-scope.ts'
import { completeJson } from './row-json.ts'
import { columnValues, writeColumns } from './write-columns.ts'
import { inputTexts, writeInput } from './write-input.ts'

const REVERT_BATCH = 200

type Trx = Kysely<TenantTables>

/**
 * One transaction: the records, what they were before, the audit trail, and how far the migration has come. A record
 * that somebody has changed since it was read is left; it is read again.
 */
export function makeStoreMigrated(database: Database): StoreMigrated {
  return async function storeMigrated(ctx, { entity, migration, batch }) {
    return database.transaction(ctx.tenant.schema, async (trx) => {
      const rows = batch.changes.map(({ id, version, after }) => ({ id, version, values: after as JsonObject }))
      const written = new Set(await writeRows(trx, ctx, { entity, rows, plugin: migration.plugin }))
      const done = batch.changes.filter(({ id }) => written.has(id))
      if (done.length > 0) {
        const notes = done.map(({ id, before, after }) => {
          return {
            migration: migration.id,
            record_id: id,
            before: JSON.stringify(before),
            after: JSON.stringify(after),
          }
        })
        await trx.insertInto('_migrated_record').values(notes).execute()
        await audit(trx, ctx, { entity, plugin: migration.plugin, action: 'migrate', records: done })
      }
      const missed = batch.changes.length - done.length
      // With the missed ones still to come, the next batch begins where this one did.
      const moved = missed === 0 ? { after: batch.last } : {}
      const changed = sql<number>`changed + ${done.length}::int`
      await trx
        .updateTable('_data_migration')
        .set({ ...moved, changed })
        .where('id', '=', migration.id)
        .execute()
      return missed
    })
  }
}

interface Write {
  entity: CompiledEntity
  rows: Array<{ id: string; version: number; values: JsonObject }>
  plugin: string
}

/** Records of one set of fields after the other; gives the ids of those that still had the version. */
async function writeRows(trx: Trx, ctx: RequestContext, { entity, rows, plugin }: Write): Promise<string[]> {
  const written: string[] = []
  for (const [fields, group] of byFields(rows)) {
    const columns = writeColumns(entity, new Set(JSON.parse(fields) as string[]))
    const input = group.map(({ id, version, values }) => {
      return { id, version, columns: columnValues(entity, { values, place: null, codes: {} }) }
    })
    const sets = columns.map(({ name }) => sql`${sql.id(name)} = ${sql.ref(`i.${name}`)}`)
    const { rows: done } = await sql<{ id: string }>`
      with ${writeInput(inputTexts(input, columns), columns)}
      update ${tableOf(ctx, entity)} r set ${sql.join(sets)}, version = r.version + 1, updated_at = now(),
        updated_by = ${`plugin:${plugin}`}
      from input i where r.id = i._id and r.version = i._version returning r.id`.execute(trx)
    const ids = done.map(({ id }) => id)
    await forgetTyped(trx, { entity, names: JSON.parse(fields) as string[], ids })
    written.push(...ids)
  }
  return written
}

/** Code has typed nothing: what a person once typed for another value of these fields is no more. */
async function forgetTyped(
  trx: Trx,
  { entity, names, ids }: { entity: CompiledEntity; names: string[]; ids: string[] },
): Promise<void> {
  const fields = names.flatMap((name) => {
    const field = entity.fields.get(name)
    return field?.type === 'phone' ? [field.id] : []
  })
  if (fields.length === 0 || ids.length === 0) return
  await trx.deleteFrom('_typed_text').where('field_id', 'in', fields).where('record_id', 'in', ids).execute()
}

function byFields(rows: Write['rows']): Map<string, Write['rows']> {
  const groups = new Map<string, Write['rows']>()
  for (const row of rows) {
    const fields = JSON.stringify(Object.keys(row.values).sort())
    groups.set(fields, [...(groups.get(fields) ?? []), row])
  }
  return groups
}

interface Audited {
  entity: CompiledEntity
  plugin: string
  action: 'migrate' | 'migrateUndo'
  records: Array<{ id: string; version: number; before: Record<string, unknown>; after: Record<string, unknown> }>
}

async function audit(trx: Trx, ctx: RequestContext, { entity, plugin, action, records }: Audited): Promise<void> {
  const rows = records.map(({ id, version, before, after }) => ({
    ...{ id: uuidv7(), actor: `plugin:${plugin}`, action, entity: entity.name, record_id: id, version: version + 1 },
    ...{ request_id: ctx.requestId, reason: null, origin: originOf(ctx) },
    changes: JSON.stringify(
      Object.fromEntries(Object.keys(after).map((name) => [name, { old: before[name], new: after[name] }])),
    ),
  }))
  await trx.insertInto('_audit').values(rows).execute()
}

export function makeRevertMigrated(database: Database): RevertMigrated {
  return async function revertMigrated(ctx, { entity, migration }) {
    return database.transaction(ctx.tenant.schema, async (trx) => {
      const noted = await takeNoted(trx, migration)
      if (noted.length === 0) return true
      const current = await readCurrent(trx, ctx, { entity, ids: noted.map(({ record_id }) => record_id) })
      const rows = noted.flatMap(({ record_id: id, before, after }) => {
        const record = current.get(id)
        if (record === undefined) return []
        // What somebody has changed since stays as that one left it.
        const names = Object.keys(before).filter((name) => {
          return entity.fields.has(name) && JSON.stringify(record.body[name]) === JSON.stringify(after[name])
        })
        const values = Object.fromEntries(names.map((name) => [name, before[name] ?? null]))
        return names.length === 0 ? [] : [{ id, version: record.version, values, before: after, after: values }]
      })
      await writeRows(trx, ctx, { entity, rows, plugin: migration.plugin })
      if (rows.length > 0)
        await audit(trx, ctx, { entity, plugin: migration.plugin, action: 'migrateUndo', records: rows })
      return noted.length < REVERT_BATCH
    })
  }
}

async function takeNoted(trx: Trx, { id }: DataMigration) {
  const some = trx
    .selectFrom('_migrated_record')
    .select('record_id')
    .where('migration', '=', id)
    .orderBy('record_id')
    .limit(REVERT_BATCH)
  const deletion = trx.deleteFrom('_migrated_record').where('migration', '=', id).where('record_id', 'in', some)
  return deletion.returning(['record_id', 'before', 'after']).execute()
}

async function readCurrent(trx: Trx, ctx: RequestContext, { entity, ids }: { entity: CompiledEntity; ids: string[] }) {
  const { rows } = await sql<{ id: string; version: number; body: JsonObject }>`
    select r.id, r.version, ${completeJson(entity, 'r')} as body from ${tableOf(ctx, entity)} r
    where r.id = any(${ids}::uuid[]) for no key update of r`.execute(trx)
  return new Map(rows.map((row) => [row.id, row]))
}

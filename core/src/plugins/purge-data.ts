import { type Kysely, type RawBuilder, sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import type { RequestContext } from '../context/request-context.ts'
import { CONTROL_SCHEMA } from '../db/database.ts'
import { keepHoldsOut } from '../db/held-records.ts'
import { onControlPlane } from '../db/on-control-plane.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { isOwnParked, type LeavingData, likePrefix } from './leaving-data.ts'
import { refuseHeldData } from './refuse-held-data.ts'

type Trx = Kysely<TenantTables>

/**
 * Drops what the publish of this transaction has put aside, and what was put aside of it before; the plugin's own
 * store goes too. What the audit trail tells of it is erased afterwards, see `finishErasures`.
 */
export async function purgeData(
  trx: Trx,
  ctx: RequestContext,
  { plugin, data }: { plugin: string; data: LeavingData },
) {
  const { schema } = ctx.tenant
  await keepHoldsOut(trx, schema)
  await refuseHeldData(trx, ctx, { plugin, data })
  const parts = await parkedParts(trx, { plugin, data })
  await forgetTyped(trx, schema, { plugin, data, parts })
  for (const { table, column, parked } of parts) await dropParked(trx, schema, { table, column, parked })
  await forgetRuns(trx, { plugin, data })
  await trx.deleteFrom('_plugin_kv').where('plugin', '=', plugin).execute()
  await trx.deleteFrom('_plugin_usage').where('plugin', '=', plugin).execute()
  await trx.deleteFrom('_plugin_task').where('plugin', '=', plugin).execute()
  await trx
    .deleteFrom('_sequence')
    .where('field_id', 'like', `${likePrefix(plugin)}/%`)
    .execute()
  const tenants = sql.id(CONTROL_SCHEMA, 'tenant')
  // So that a process which looks for work left undone looks here too.
  const noting = sql`update ${tenants} set has_plugin_work = true where id = ${ctx.tenant.id}::uuid`
  await onControlPlane(() => noting.execute(trx))
  const traces = JSON.stringify({ entities: data.entities, fields: data.fields, until: uuidv7() })
  await trx.insertInto('_erasure').values({ id: uuidv7(), plugin, traces }).execute()
}

interface ParkedPart {
  table: string
  /** Empty for a whole table. */
  column: string
  parked: string
}

async function parkedParts(trx: Trx, { plugin, data }: { plugin: string; data: LeavingData }): Promise<ParkedPart[]> {
  const gone = await trx
    .deleteFrom('_parked_column')
    .where(isOwnParked({ plugin, data }))
    .returning([
      'entity',
      sql<string>`table_name`.as('table'),
      sql<string>`column_name`.as('column'),
      sql<string>`parked_name`.as('parked'),
    ])
    .execute()
  // Columns of a table that goes as a whole go with it.
  return gone.filter(({ column, entity }) => column === '' || !data.entities.includes(entity))
}

interface LeavingTexts {
  plugin: string
  data: LeavingData
  parts: readonly ParkedPart[]
}

/** What people typed into the fields that go, and into whichever fields of records that go. */
async function forgetTyped(trx: Trx, schema: string, { plugin, data, parts }: LeavingTexts): Promise<void> {
  const ids = data.fields.map(({ id }) => id)
  const mine = `${likePrefix(plugin)}/%`
  await trx
    .deleteFrom('_typed_text')
    .where(sql<boolean>`(field_id like ${mine} or field_id = any(${ids}::text[]))`)
    .execute()
  for (const { parked } of parts.filter(({ column }) => column === '')) {
    const found = await sql<{ there: boolean }>`
      select to_regclass(format('%I.%I', ${schema}::text, ${parked}::text)) is not null as there`.execute(trx)
    if (found.rows[0]?.there !== true) continue
    const records = sql<string>`(select id from ${sql.id(schema, parked)})`
    await trx.deleteFrom('_typed_text').where('record_id', 'in', records).execute()
  }
}

/** Actions, migrations and changes of many say of records that they refused which ones and why. */
async function forgetRuns(trx: Trx, { plugin, data }: { plugin: string; data: LeavingData }): Promise<void> {
  const isTold = sql<boolean>`(plugin = ${plugin} or entity = any(${data.entities}::text[]))`
  const migrations = trx.selectFrom('_data_migration').select('id').where(isTold)
  await trx.deleteFrom('_migrated_record').where('migration', 'in', migrations).execute()
  await trx.deleteFrom('_data_migration').where(isTold).execute()
  await trx.deleteFrom('_action_run').where(isTold).execute()
  await trx.deleteFrom('_bulk_run').where(sql<boolean>`entity = any(${data.entities}::text[])`).execute()
}

async function dropParked(trx: Trx, schema: string, { table, column, parked }: ParkedPart): Promise<void> {
  const drop: RawBuilder<unknown> =
    column === ''
      ? sql`drop table if exists ${sql.id(schema, parked)}`
      : sql`alter table if exists ${sql.id(schema, table)} drop column if exists ${sql.id(parked)}`
  await drop.execute(trx)
}

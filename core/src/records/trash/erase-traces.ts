import { type Kysely, sql } from 'kysely'
import { redactEntries } from '../../audit/chain/redact-entries.ts'
import type { TenantTables } from '../../db/tenant-tables.ts'

/**
 * Erases what is told of records apart from themselves: values in the audit trail, events, stage history, requests for
 * approval, what was typed, reports on changes of many, what migrations put aside, and lists that name them. That somebody did something with them at a time stays, and the chain still holds.
 */
export async function eraseTraces(
  trx: Kysely<TenantTables>,
  schema: string,
  { entity, ids }: { entity: string; ids: readonly string[] },
): Promise<void> {
  const of = sql<boolean>`entity = ${entity}::text and record_id = any(${[...ids]}::uuid[])`
  await trx
    .deleteFrom('_typed_text')
    .where('record_id', 'in', [...ids])
    .execute()
  await trx
    .deleteFrom('_stage_notice')
    .where('record_id', 'in', [...ids])
    .execute()
  await trx
    .deleteFrom('_bulk_row')
    .where('record_id', 'in', [...ids])
    .execute()
  // Values that a migration would put back.
  await trx
    .deleteFrom('_migrated_record')
    .where('migration', 'in', (migrations) => migrations.selectFrom('_data_migration').select('id'))
    .where('record_id', 'in', [...ids])
    .execute()
  await forgetIds(trx, ids)
  await trx.deleteFrom('_stage_creation').where(of).execute()
  await trx.deleteFrom('_stage_history').where(of).execute()
  await trx.deleteFrom('_stage_move').where(of).execute()
  await trx.deleteFrom('_move_approval').where(of).execute()
  // Events that nobody was told of yet go too: there is nothing left to read.
  await trx.deleteFrom('_outbox').where(of).execute()
  await redactEntries(trx, schema, {
    kind: 'redaction',
    statement: sql<{ id: string }>`update ${sql.id(schema, '_audit')} set changes = '{}', reason = null,
      details = '{"erased": true}', origin = origin - 'address' where ${of} returning id`,
  })
}

/** Favourites, records looked at last and pairs that are not the same: of records that are gone they tell nothing. */
async function forgetIds(trx: Kysely<TenantTables>, ids: readonly string[]): Promise<void> {
  for (const table of ['_favourite_record', '_recent_record'] as const) {
    await trx
      .deleteFrom(table)
      .where('record_id', 'in', [...ids])
      .execute()
  }
  await trx
    .deleteFrom('_not_duplicate')
    .where(({ eb, or }) => or([eb('one', 'in', [...ids]), eb('other', 'in', [...ids])]))
    .execute()
}

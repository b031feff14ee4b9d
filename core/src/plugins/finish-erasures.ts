import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Database } from '../db/database.ts'
import type { TenantTables } from '../db/tenant-tables.ts'

const BATCH = 1_000

type Traces = TenantTables['_erasure']['traces']['__select__']

/**
 * Erases from audit trail, stage history and outbox what they tell of data that was purged, in batches. Whoever is
 * killed meanwhile leaves the note of it, and the next call goes on.
 */
export async function finishErasures(database: Database, schema: string): Promise<void> {
  const db = database.tenant(schema)
  const open = await db.selectFrom('_erasure').select(['id', 'traces']).orderBy('id').execute()
  for (const { id, traces } of open) {
    for (const statement of statementsOf(schema, traces)) while ((await affected(db, statement)) > 0);
    await db.deleteFrom('_erasure').where('id', '=', id).execute()
  }
}

export function hasErasure(schema: string): RawBuilder<unknown> {
  return sql`exists (select 1 from ${sql.id(schema, '_erasure')})`
}

async function affected(db: Kysely<TenantTables>, statement: RawBuilder<unknown>): Promise<number> {
  return Number((await statement.execute(db)).numAffectedRows ?? 0n)
}

function statementsOf(schema: string, { entities, fields, until }: Traces): RawBuilder<unknown>[] {
  const deletions = (['_audit', '_stage_history', '_outbox'] as const).map((name) => {
    const table = sql.id(schema, name)
    const delivered = name === '_outbox' ? sql`and delivered_at is not null` : sql``
    return sql`delete from ${table} where id in (select id from ${table}
      where entity = any(${entities}::text[]) and id < ${until}::uuid ${delivered} limit ${BATCH})`
  })
  const audit = sql.id(schema, '_audit')
  const blanked = fields.map(({ entity, field }) => {
    return sql`update ${audit} set changes = changes - ${field}::text where id in (select id from ${audit}
      where entity = ${entity} and id < ${until}::uuid and jsonb_exists(changes, ${field}::text) limit ${BATCH})`
  })
  return entities.length === 0 ? blanked : [...deletions, ...blanked]
}

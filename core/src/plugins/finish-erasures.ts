import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { TenantTables } from '../db/tenant-tables.ts'
import { type RemovingFiles, removeFiles } from '../storage/remove-files.ts'

const BATCH = 1_000

type Traces = TenantTables['_erasure']['traces']['__select__']

/**
 * Erases the files of data that was purged, and from audit trail, stage history and outbox what they tell of it, in batches. Whoever is
 * killed meanwhile leaves the note of it, and the next call goes on.
 */
export async function finishErasures(removing: RemovingFiles, schema: string): Promise<void> {
  const db = removing.database.tenant(schema)
  const open = await db.selectFrom('_erasure').select(['id', 'plugin', 'traces']).orderBy('id').execute()
  for (const { id, plugin, traces } of open) {
    await removeFiles(removing, schema, isErased(plugin, traces))
    for (const statement of statementsOf(schema, traces)) while ((await affected(db, statement)) > 0);
    await db.deleteFrom('_erasure').where('id', '=', id).execute()
  }
}

/** Files of the fields and entities that went, and of what the plugin had put aside before. */
function isErased(plugin: string, { entities, fields, until }: Traces): RawBuilder<boolean> {
  const ids = fields.flatMap(({ id }) => id ?? [])
  return sql<boolean>`f.id < ${until}::uuid and (f.entity = any(${entities}::text[])
    or f.field_id = any(${ids}::text[]) or starts_with(f.field_id, ${`${plugin}/`}::text))`
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

import { type Kysely, type RawBuilder, sql } from 'kysely'
import { redactEntries } from '../audit/chain/redact-entries.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { type RemovingFiles, removeFiles } from '../storage/remove-files.ts'

const BATCH = 1_000

type Traces = TenantTables['_erasure']['traces']['__select__']

/**
 * Erases the files of data that was purged, and from audit trail, stage history, outbox and requests for approval what
 * they tell of it, in batches. Whoever is killed meanwhile leaves the note of it, and the next call goes on; so it does
 * where a backup holds the files.
 */
export async function finishErasures(removing: RemovingFiles, schema: string): Promise<void> {
  const db = removing.database.tenant(schema)
  const open = await db.selectFrom('_erasure').select(['id', 'plugin', 'traces']).orderBy('id').execute()
  for (const { id, plugin, traces } of open) {
    const { held } = await removeFiles(removing, schema, isErased(plugin, traces))
    if (held) continue
    for (const statement of statementsOf(schema, plugin, traces)) while ((await affected(db, statement)) > 0);
    for (const statement of auditStatements(schema, traces)) while ((await redacted(removing, schema, statement)) > 0);
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

/** The chain over the audit trail says of each entry that it was erased. */
async function redacted(
  { database }: RemovingFiles,
  schema: string,
  statement: Parameters<typeof redactEntries>[2],
): Promise<number> {
  return database.transaction(schema, (trx) => redactEntries(trx, schema, statement))
}

function auditStatements(schema: string, traces: Traces): Array<Parameters<typeof redactEntries>[2]> {
  const ofEntities = sql`entity = any(${traces.entities}::text[])`
  const removal = deletion(schema, '_audit', { traces, where: ofEntities })
  return [
    ...(traces.entities.length === 0 ? [] : [{ kind: 'removal' as const, statement: returningId(removal) }]),
    ...traces.fields.map((field) => ({
      kind: 'redaction' as const,
      statement: returningId(blanking(schema, '_audit', { traces, field, columns: ['changes'] })),
    })),
  ]
}

function returningId(statement: RawBuilder<unknown>): RawBuilder<{ id: string }> {
  return sql<{ id: string }>`${statement} returning id`
}

/** Each changes a batch of what it still finds; nothing at the end. */
function statementsOf(schema: string, plugin: string, traces: Traces): RawBuilder<unknown>[] {
  const own = sql`type = 'plugin.event' and starts_with(name, ${`${plugin}.`}::text)`
  const ofEntities = sql`entity = any(${traces.entities}::text[])`
  const tables = ['_stage_history', '_stage_move', '_outbox', '_move_approval'] as const
  return [
    ...(traces.entities.length === 0
      ? []
      : tables.map((name) => deletion(schema, name, { traces, where: ofEntities }))),
    deletion(schema, '_outbox', { traces, where: own }),
    ...traces.fields.flatMap((field) => [
      blanking(schema, '_outbox', { traces, field, columns: ['before', 'after'] }),
      blanking(schema, '_move_approval', { traces, field, columns: ['record_values'] }),
    ]),
  ]
}

/** Events that nobody was told of yet go too: the hooks that would hear of them went with the plugin. */
function deletion(
  schema: string,
  name: '_audit' | '_stage_history' | '_stage_move' | '_outbox' | '_move_approval',
  { traces, where }: { traces: Traces; where: RawBuilder<unknown> },
): RawBuilder<unknown> {
  const table = sql.id(schema, name)
  return sql`delete from ${table} where id in (select id from ${table}
    where ${where} and id < ${traces.until}::uuid limit ${BATCH})`
}

interface Blanking {
  traces: Traces
  field: Traces['fields'][number]
  /** Field → what is told of it, as JSON. */
  columns: string[]
}

function blanking(
  schema: string,
  name: '_audit' | '_outbox' | '_move_approval',
  { traces, field: { entity, field }, columns }: Blanking,
): RawBuilder<unknown> {
  const table = sql.id(schema, name)
  const sets = columns.map((column) => sql`${sql.id(column)} = ${sql.id(column)} - ${field}::text`)
  const tells = columns.map((column) => sql`jsonb_exists(${sql.id(column)}, ${field}::text)`)
  return sql`update ${table} set ${sql.join(sets)} where id in (select id from ${table}
    where entity = ${entity} and id < ${traces.until}::uuid and (${sql.join(tells, sql` or `)}) limit ${BATCH})`
}

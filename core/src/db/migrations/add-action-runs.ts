import { type Kysely, sql } from 'kysely'

/** Runs of plugins' actions: facts that outlive the process that works on them. */
export async function addActionRuns(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('_action_run')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('plugin', 'text', (column) => column.notNull())
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('entity', 'text', (column) => column.notNull())
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('actor_name', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('total', 'integer', (column) => column.notNull())
    .addColumn('done', 'integer', (column) => column.notNull())
    .addColumn('refused', 'integer', (column) => column.notNull())
    .addColumn('message', 'text')
    .addColumn('open', 'jsonb')
    .addColumn('refusals', 'jsonb', (column) => column.notNull())
    .addColumn('error', 'text')
    .addColumn('started_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .addColumn('touched_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .addColumn('ended_at', 'timestamptz')
    .execute()
  // Of one actor: those under way are counted, the newest are listed. Of all: the oldest are cleared away.
  await db.schema.createIndex('_action_run_actor_idx').on('_action_run').columns(['actor', 'started_at']).execute()
  // For whom a plugin wrote something is found by the request that both entries name.
  await db.schema
    .createIndex('_audit_action_run_idx')
    .on('_audit')
    .column('request_id')
    .where(sql.ref('action'), '=', sql.lit('action.run'))
    .execute()
  await db.schema.createIndex('_action_run_started_idx').on('_action_run').column('started_at').execute()
}

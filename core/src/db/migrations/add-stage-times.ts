import { createHash } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import { schemaOf } from './schema-of.ts'

const now = sql`now()`

/** Working calendars, when stays are due, how long they lasted, and what is created on entering a stage. */
export async function addStageTimes(db: Kysely<unknown>): Promise<void> {
  await createCalendars(db)
  await extendHistory(db)
  await createNotices(db)
  await createCreations(db)
  await extendEntityTables(db)
}

async function createCalendars(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('_working_calendar')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('label', 'json', (column) => column.notNull())
    .addColumn('time_zone', 'text')
    .addColumn('week', 'json', (column) => column.notNull())
    .addColumn('holidays', 'json', (column) => column.notNull())
    .addColumn('workdays', 'json', (column) => column.notNull())
    .addColumn('revision', 'integer', (column) => column.notNull())
    .addColumn('updated_at', 'timestamptz', (column) => column.notNull().defaultTo(now))
    .execute()
}

/** The pipeline that an entry left is the one that the record's entry before it came to. */
async function extendHistory(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('_stage_history')
    .addColumn('from_pipeline', 'text')
    .addColumn('working_seconds', 'bigint')
    .execute()
  const schema = await schemaOf(db)
  const history = sql.id(schema, '_stage_history')
  await sql`update ${history} h set from_pipeline = p.pipeline
    from (select id, lag(pipeline) over (partition by entity, record_id order by id) as pipeline from ${history}) p
    where p.id = h.id and h.from_stage is not null`.execute(db)
  await db.schema.createIndex('_stage_history_period_idx').on('_stage_history').columns(['entity', 'at']).execute()
}

async function createNotices(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('_stage_notice')
    .addColumn('record_id', 'uuid', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('entered_at', 'timestamptz', (column) => column.notNull())
    .addPrimaryKeyConstraint('_stage_notice_pkey', ['record_id', 'kind'])
    .execute()
  await db.schema
    .createTable('_stage_times')
    .addColumn('entity', 'text', (column) => column.primaryKey())
    .addColumn('rules', 'text', (column) => column.notNull())
    .addColumn('after', 'uuid')
    .addColumn('passes', 'integer', (column) => column.notNull())
    .addColumn('changed_at', 'timestamptz', (column) => column.notNull().defaultTo(now))
    .execute()
}

async function createCreations(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('_stage_creation')
    .addColumn('history_id', 'uuid', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('entity', 'text', (column) => column.notNull())
    .addColumn('record_id', 'uuid', (column) => column.notNull())
    .addColumn('pipeline', 'text', (column) => column.notNull())
    .addColumn('stage', 'text', (column) => column.notNull())
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('depth', 'integer', (column) => column.notNull())
    .addColumn('event_id', 'uuid', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('created_entity', 'text')
    .addColumn('created_id', 'uuid')
    .addColumn('error', 'text')
    .addColumn('at', 'timestamptz', (column) => column.notNull().defaultTo(now))
    .addColumn('run_at', 'timestamptz', (column) => column.notNull().defaultTo(now))
    .addColumn('locked_until', 'timestamptz')
    .addColumn('finished_at', 'timestamptz')
    .addPrimaryKeyConstraint('_stage_creation_pkey', ['history_id', 'name'])
    .execute()
  await db.schema
    .createIndex('_stage_creation_open_idx')
    .on('_stage_creation')
    .column('at')
    .where(sql<boolean>`status in ('waiting', 'failed')`)
    .execute()
}

const COLUMNS = ['stage_due_at', 'stage_stale_at', 'stage_notice_at'] as const
const INDEXES = [
  { label: 'due', keys: ['stage_due_at', 'id'] },
  { label: 'stale', keys: ['stage_stale_at', 'id'] },
  { label: 'notice', keys: ['stage_notice_at'] },
]

/**
 * Every table with stages gets the columns that models want of one from now on; also those that are put aside or that
 * have left their pipeline, which may come back. Those that will be put aside for good need no index.
 */
async function extendEntityTables(db: Kysely<unknown>): Promise<void> {
  const schema = await schemaOf(db)
  const { rows } = await sql<{ name: string }>`select c.relname as name from pg_attribute a
    join pg_class c on c.oid = a.attrelid and c.relkind in ('r', 'p') join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = ${schema} and a.attname = 'stage_entered_at' and not a.attisdropped`.execute(db)
  for (const { name } of rows) {
    const table = sql.id(schema, name)
    const added = COLUMNS.map((column) => sql`add column if not exists ${sql.id(column)} timestamptz`)
    await sql`alter table ${table} ${sql.join(added)}`.execute(db)
    if (name.startsWith('_')) continue
    for (const { label, keys } of INDEXES) {
      const index = sql.id(indexName(name, { label, keys }))
      const columns = sql.join(keys.map((key) => sql.id(key)))
      await sql`create index if not exists ${index} on ${table} (${columns}) where deleted_at is null`.execute(db)
    }
  }
}

/** The name that the model's index has, as it was when this migration was written. */
function indexName(table: string, { label, keys }: { label: string; keys: string[] }): string {
  const text = `${table}\n${label}\n btree ${keys.join(',')} true`
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 8)
  let cut = `ix_${table}_${label}`
  while (Buffer.byteLength(cut) > 54) cut = cut.slice(0, -1)
  return `${cut}_${hash}`
}

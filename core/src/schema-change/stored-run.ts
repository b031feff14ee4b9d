import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { PublishRun, PublishRunStatus } from '@tenon/sdk/contract/publish-run'
import { type Kysely, type Selectable, sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import type { RequestContext } from '../context/request-context.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import type { PublishInput } from './publish-input.ts'

export type StoredRun = Selectable<TenantTables['_publish_run']>

/** A run has begun and not ended. */
const OPEN: readonly PublishRunStatus[] = ['running', 'paused']
const KEPT_RUNS = 20

export async function hasOpenRun(db: Kysely<TenantTables>): Promise<boolean> {
  return (await readOpenRun(db)) !== null
}

export async function readOpenRun(db: Kysely<TenantTables>): Promise<StoredRun | null> {
  const query = db.selectFrom('_publish_run').selectAll().where('status', 'in', OPEN)
  return (await query.executeTakeFirst()) ?? null
}

/** The one under way, or else the last one. */
export async function readLastRun(db: Kysely<TenantTables>): Promise<StoredRun | null> {
  const query = db.selectFrom('_publish_run').selectAll().orderBy('id', 'desc').limit(1)
  return (await query.executeTakeFirst()) ?? null
}

export interface RunInput extends Omit<PublishInput, 'withinTransaction'> {
  /** Hashes of the plugins that the document was merged from. */
  packages: readonly string[]
  /** Of the draft that is published; null where none is. */
  draftRevision: number | null
}

/** Writes down what is to be published, so that any process can go on with it. */
export async function insertRun(trx: Kysely<TenantTables>, ctx: RequestContext, input: RunInput): Promise<StoredRun> {
  const { document, edits, baseVersion, consent = false, note = null, stages, packages, draftRevision } = input
  const old = trx
    .selectFrom('_publish_run')
    .select('id')
    .orderBy('id', 'desc')
    .offset(KEPT_RUNS - 1)
  await trx.deleteFrom('_publish_run').where('id', 'in', old).execute()
  return trx
    .insertInto('_publish_run')
    .values({
      id: uuidv7(),
      status: 'running',
      base_version: baseVersion,
      document: JSON.stringify(document),
      edits: JSON.stringify(edits),
      packages: [...packages].sort(),
      draft_revision: draftRevision,
      consent,
      stages: stages === undefined ? null : JSON.stringify(stages),
      note,
      actor: JSON.stringify(ctx.actor as unknown as JsonObject),
      locale: ctx.locale,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}

interface RunChange {
  id: string
  from: readonly PublishRunStatus[]
  to: PublishRunStatus
  version?: number
  error?: PublishRun['error']
}

/** Null where the run is not in one of the states that it may be changed from. */
export async function changeRun(
  db: Kysely<TenantTables>,
  { id, from, to, version, error }: RunChange,
): Promise<StoredRun | null> {
  const changed = await db
    .updateTable('_publish_run')
    .set({
      status: to,
      touched_at: sql`now()`,
      ...(OPEN.includes(to) ? {} : { ended_at: sql`now()` }),
      ...(version !== undefined && { version }),
      ...(error !== undefined && { error: JSON.stringify(error) }),
    })
    .where('id', '=', id)
    .where('status', 'in', from)
    .returningAll()
    .executeTakeFirst()
  return changed ?? null
}

/** The run as the API tells of it. */
export async function describeRun(db: Kysely<TenantTables>, run: StoredRun): Promise<PublishRun> {
  const { done, total } = await db
    .selectFrom('_publish_copy')
    .select([sql<number>`coalesce(sum(least(done, total)), 0)::int`.as('done')])
    .select(sql<number>`coalesce(sum(total), 0)::int`.as('total'))
    .where('run_id', '=', run.id)
    .executeTakeFirstOrThrow()
  return {
    id: run.id,
    status: run.status,
    baseVersion: run.base_version,
    version: run.version,
    note: run.note ?? '',
    rows: { done, total },
    startedAt: run.started_at.toISOString(),
    endedAt: run.ended_at?.toISOString() ?? null,
    error: run.error,
  }
}

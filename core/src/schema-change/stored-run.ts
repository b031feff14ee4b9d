import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import type { PublishRun, PublishRunStatus } from '@tenon/sdk/contract/publish-run'
import { type Kysely, type Selectable, sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import type { RequestContext } from '../context/request-context.ts'
import type { StoredInstall } from '../db/stored-install.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import type { PublishInput } from './publish-input.ts'

type RunTable = TenantTables['_publish_run']

export type StoredRun = Selectable<RunTable>

/** All of a run but what can be megabytes: nobody reads that who only looks how far it is. */
const FACTS = [
  ...(['id', 'status', 'base_version', 'version', 'note', 'error', 'install', 'actor', 'locale'] as const),
  ...(['started_at', 'touched_at', 'ended_at'] as const),
] as const

export type RunFacts = Selectable<Pick<RunTable, (typeof FACTS)[number]>>

/** A run has begun, and its version is not in force yet. */
const OPEN: readonly PublishRunStatus[] = ['running', 'paused']
const KEPT_RUNS = 20

export async function hasOpenRun(db: Kysely<TenantTables>): Promise<boolean> {
  return (await findOpenRun(db)) !== null
}

export async function findOpenRun(db: Kysely<TenantTables>): Promise<RunFacts | null> {
  const query = db.selectFrom('_publish_run').select(FACTS).where('status', 'in', OPEN)
  return (await query.executeTakeFirst()) ?? null
}

/** With all that is to be published. */
export async function readOpenRun(db: Kysely<TenantTables>): Promise<StoredRun | null> {
  const query = db.selectFrom('_publish_run').selectAll().where('status', 'in', OPEN)
  return (await query.executeTakeFirst()) ?? null
}

/** The one under way, or else the last one. */
export async function findLastRun(db: Kysely<TenantTables>): Promise<RunFacts | null> {
  const query = db.selectFrom('_publish_run').select(FACTS).orderBy('id', 'desc').limit(1)
  return (await query.executeTakeFirst()) ?? null
}

export interface RunInput extends Omit<PublishInput, 'withinTransaction'> {
  /** Hashes of the plugins that the document was merged from. */
  packages: readonly string[]
  /** Of the draft that is published; null where none is. */
  draftRevision: number | null
  /** Plugins that come with it. */
  install?: { agreed: StoredInstall; packages: readonly PluginPackage[] }
}

/** Writes down what is to be published, so that any process can go on with it. */
export async function insertRun(trx: Kysely<TenantTables>, ctx: RequestContext, input: RunInput): Promise<RunFacts> {
  const { document, edits, baseVersion, consent = false, note = null, packages, draftRevision, install } = input
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
      note,
      actor: JSON.stringify(ctx.actor as unknown as JsonObject),
      locale: ctx.locale,
      install: install === undefined ? null : JSON.stringify(install.agreed),
      install_packages: install === undefined ? null : JSON.stringify(install.packages),
    })
    .returning(FACTS)
    .executeTakeFirstOrThrow()
}

/**
 * The run by which plugins have come takes up the work again, to put back what was there before. Null where it is at it
 * already, or has ended.
 */
export async function reopenRun(trx: Kysely<TenantTables>, input: RunInput): Promise<RunFacts | null> {
  const { document, edits, baseVersion, packages, note = null, install } = input
  const run = await trx
    .updateTable('_publish_run')
    .set({
      ...{ status: 'running', base_version: baseVersion, version: null, consent: true, note },
      ...{ document: JSON.stringify(document), edits: JSON.stringify(edits), packages: [...packages].sort() },
      ...{ install: JSON.stringify(install?.agreed), touched_at: sql`now()` },
    })
    .where('status', '=', 'finishing')
    .where(sql<boolean>`install ->> 'change' = ${install?.agreed.change ?? null}`)
    .returning(FACTS)
    .executeTakeFirst()
  if (run !== undefined) await trx.deleteFrom('_publish_copy').where('run_id', '=', run.id).execute()
  return run ?? null
}

/** The run whose plugins came by the install `change`, which is not settled yet. */
export async function findFinishingRun(db: Kysely<TenantTables>, change: string): Promise<RunFacts | null> {
  const query = db
    .selectFrom('_publish_run')
    .select(FACTS)
    .where('status', '=', 'finishing')
    .where(sql<boolean>`install ->> 'change' = ${change}`)
  return (await query.executeTakeFirst()) ?? null
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
): Promise<RunFacts | null> {
  const changed = await db
    .updateTable('_publish_run')
    .set({
      status: to,
      touched_at: sql`now()`,
      ...(OPEN.includes(to) ? {} : { install_packages: null }),
      ...(isOver(to) ? { ended_at: sql`now()` } : {}),
      ...(version !== undefined && { version }),
      ...(error !== undefined && { error: JSON.stringify(error) }),
    })
    .where('id', '=', id)
    .where('status', 'in', from)
    // What is put back half-way would be neither the one nor the other.
    .$if(to === 'cancelled', (query) => query.where(sql<boolean>`(install -> 'undoes') is null`))
    .returning(FACTS)
    .executeTakeFirst()
  return changed ?? null
}

function isOver(status: PublishRunStatus): boolean {
  return !OPEN.includes(status) && status !== 'finishing'
}

/** Ends the run whose plugins came by the install `change`, once that is finished or, with its error, undone. */
export async function endFinishing(
  trx: Kysely<TenantTables>,
  change: string,
  error: PublishRun['error'],
): Promise<void> {
  const ended = error === null ? { status: 'done' as const } : { status: 'failed' as const, version: null }
  await trx
    .updateTable('_publish_run')
    .set({ ...ended, error: error === null ? null : JSON.stringify(error), ended_at: sql`now()` })
    .where('status', '=', 'finishing')
    .where(sql<boolean>`install ->> 'change' = ${change}`)
    .execute()
}

/** The run as the API tells of it. */
export async function describeRun(db: Kysely<TenantTables>, run: RunFacts): Promise<PublishRun> {
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
    plugins: run.install?.plugins ?? [],
    undoing: OPEN.includes(run.status) && run.install?.undoes !== undefined,
    rows: { done, total },
    startedAt: run.started_at.toISOString(),
    endedAt: run.ended_at?.toISOString() ?? null,
    error: run.error,
  }
}

import type { DraftHistoryInput, DraftPublish, DraftStep } from '@tenon/sdk/contract/draft-steps'
import type { Kysely } from 'kysely'
import { actorReference, type RequestContext } from '../context/request-context.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { readPeople } from './read-people.ts'

const PAGE = 50
/** Versions that are told of between the steps of a page. */
const PUBLISHES = 100

export interface StepsPage {
  steps: DraftStep[]
  publishes: DraftPublish[]
  next: number | null
}

/** A page of the draft's steps, newest first; undoing and redoing them show in what they are about. */
export async function listDraftSteps(
  db: Kysely<TenantTables>,
  ctx: RequestContext,
  { before, limit = PAGE }: DraftHistoryInput,
): Promise<StepsPage> {
  const found = await readRows(db, { before, limit: limit + 1 })
  const rows = found.slice(0, limit)
  const next = found.length > limit ? (rows.at(-1)?.revision ?? null) : null
  const published = await readPublishes(db, { rows, before })
  const nameOf = await readPeople(db, [...rows.map(({ actor }) => actor), ...published.map((one) => one.created_by)])
  const me = actorReference(ctx.actor)
  return {
    steps: rows.map(({ revision, kind, words, actor, saved_at, undone }) => ({
      revision,
      kind,
      words: words ?? [],
      at: saved_at.toISOString(),
      by: nameOf(actor),
      isMine: actor === me,
      undone,
    })),
    publishes: published.map(({ version, note, created_at, created_by }) => ({
      version,
      note: note ?? '',
      at: created_at.toISOString(),
      by: nameOf(created_by),
      after: rows.find(({ saved_at }) => saved_at <= created_at)?.revision ?? 0,
    })),
    next,
  }
}

type StepRow = Awaited<ReturnType<typeof readRows>>[number]

async function readRows(db: Kysely<TenantTables>, { before, limit }: { before: number | undefined; limit: number }) {
  const steps = db
    .selectFrom('_draft_revision')
    .select(['revision', 'kind', 'actor', 'words', 'saved_at', 'undone'])
    .where('actor', 'is not', null)
    .where('of_revision', 'is', null)
  const page = before === undefined ? steps : steps.where('revision', '<', before)
  return page.orderBy('revision', 'desc').limit(limit).execute()
}

/** Versions since the page's oldest step, up to the oldest one of the page before. */
async function readPublishes(
  db: Kysely<TenantTables>,
  { rows, before }: { rows: readonly StepRow[]; before: number | undefined },
) {
  const oldest = rows.at(-1)
  if (oldest === undefined) return []
  const since = db
    .selectFrom('_model_version')
    .select(['version', 'note', 'created_at', 'created_by'])
    .where('created_at', '>=', oldest.saved_at)
  const newer = db
    .selectFrom('_draft_revision')
    .where('revision', '=', before ?? -1)
    .select('saved_at')
  const page = before === undefined ? since : since.where('created_at', '<', newer)
  return page.orderBy('version', 'desc').limit(PUBLISHES).execute()
}

import type { ModelDraft } from '@tenon/sdk/contract/api-contract'
import type { DraftStep } from '@tenon/sdk/contract/draft-steps'
import type { LocalizedText } from '@tenon/sdk/contract/locale'
import { type Kysely, sql } from 'kysely'
import { actorReference, type RequestContext } from '../context/request-context.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { readPeople } from './read-people.ts'

/** A step of the caller's, and the revision in which it was last made or taken back. */
interface OwnStep {
  of: number
  at: number
  words: LocalizedText[] | null
}

interface Moves {
  undo: OwnStep | null
  redo: OwnStep | null
}

/**
 * What the caller would undo and redo next: their own steps since a publish, whatever others did in between. What was
 * undone can be redone until they make a new step. Each is undone after all later ones, so that their order says all.
 */
export async function findMoves(db: Kysely<TenantTables>, ctx: RequestContext): Promise<Moves> {
  const begun = db
    .selectFrom('_draft_revision')
    .where('kind', '=', 'begin')
    .select((row) => row.fn.coalesce(row.fn.max('revision'), sql.lit(-1)).as('revision'))
  const mine = db
    .selectFrom('_draft_revision')
    .where('actor', '=', actorReference(ctx.actor))
    .where('revision', '>', begun)
  const step = sql<number>`coalesce(of_revision, revision)`
  const fresh = mine
    .where('of_revision', 'is', null)
    .select((row) => row.fn.coalesce(row.fn.max('revision'), sql.lit(-1)).as('revision'))
  const last = mine
    .distinctOn(step)
    .orderBy(step)
    .orderBy('revision', 'desc')
    .select([step.as('of'), 'revision', 'kind'])
  const { undo, redo } = await db
    .with('last', () => last)
    .selectNoFrom((query) => [
      query
        .selectFrom('last')
        .where('kind', '<>', 'undo')
        .select((row) => row.fn.max('of').as('of'))
        .as('undo'),
      query
        .selectFrom('last')
        .where('kind', '=', 'undo')
        .where('revision', '>', fresh)
        .select((row) => row.fn.min('of').as('of'))
        .as('redo'),
    ])
    .executeTakeFirstOrThrow()
  const wanted = [undo, redo].filter((of) => of !== null)
  if (wanted.length === 0) return { undo: null, redo: null }
  const rows = await mine
    .where(step, 'in', wanted)
    .orderBy('revision')
    .select([step.as('of'), 'revision as at', 'words'])
    .execute()
  const latest = new Map(rows.map((row) => [row.of, row]))
  return { undo: latest.get(undo ?? -1) ?? null, redo: latest.get(redo ?? -1) ?? null }
}

/** The same as the API tells it. */
export async function readMoves(
  db: Kysely<TenantTables>,
  ctx: RequestContext,
): Promise<Pick<ModelDraft, 'undo' | 'redo'>> {
  const { undo, redo } = await findMoves(db, ctx)
  const told = (step: OwnStep | null) => (step === null ? null : { revision: step.of, words: step.words ?? [] })
  return { undo: told(undo), redo: told(redo) }
}

const SHOWN = 100

/** The last steps since a publish, newest first; undoing and redoing them show in what they are about. */
export async function listSteps(db: Kysely<TenantTables>, ctx: RequestContext): Promise<DraftStep[]> {
  const columns = ['revision', 'kind', 'of_revision', 'actor', 'words', 'saved_at'] as const
  const rows = await db.selectFrom('_draft_revision').select(columns).orderBy('revision').execute()
  const since = rows.slice(rows.findLastIndex(({ kind }) => kind === 'begin') + 1)
  const undone = new Map(since.map(({ kind, of_revision }) => [of_revision, kind === 'undo']))
  const steps = since.filter(({ kind, actor }) => kind !== 'undo' && kind !== 'redo' && actor !== null).slice(-SHOWN)
  const nameOf = await readPeople(
    db,
    steps.map(({ actor }) => actor),
  )
  const me = actorReference(ctx.actor)
  return steps.reverse().map(({ revision, kind, words, actor, saved_at }) => ({
    revision,
    kind,
    words: words ?? [],
    at: saved_at.toISOString(),
    by: nameOf(actor),
    isMine: actor === me,
    undone: undone.get(revision) ?? false,
  }))
}

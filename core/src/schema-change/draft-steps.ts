import type { ModelDraft } from '@tenon/sdk/contract/api-contract'
import type { LocalizedText } from '@tenon/sdk/contract/locale'
import type { Kysely } from 'kysely'
import { actorReference, type RequestContext } from '../context/request-context.ts'
import type { TenantTables } from '../db/tenant-tables.ts'

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
 * What the caller would undo and redo next: their own steps, whatever others did and was published in between. Each is
 * undone after all later ones and redone before them, so that the time of the last move says all, and an index finds it,
 * however many steps there are. What was undone can be redone until they make a new step.
 */
export async function findMoves(db: Kysely<TenantTables>, ctx: RequestContext): Promise<Moves> {
  const mine = db
    .selectFrom('_draft_revision')
    .where('actor', '=', actorReference(ctx.actor))
    .where('last', 'is not', null)
    .orderBy('last', 'desc')
    .limit(1)
    .select(['revision as of', (row) => row.ref('last').$notNull().as('at'), 'words'])
  const undo = await mine.where('undone', '=', false).executeTakeFirst()
  const redo = await mine.where('undone', '=', true).executeTakeFirst()
  return { undo: undo ?? null, redo: redo ?? null }
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

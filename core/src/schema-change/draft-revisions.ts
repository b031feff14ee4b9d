import type { DraftStepKind } from '@tenon/sdk/contract/draft-steps'
import type { LocalizedText } from '@tenon/sdk/contract/locale'
import type { TenantEdits } from '@tenon/sdk/contract/model-document'
import type { Kysely } from 'kysely'
import type { TenantTables } from '../db/tenant-tables.ts'

/** So many saves can be undone, and merged with by somebody who worked on an older state of the draft. */
const KEPT_REVISIONS = 1_000

/** What a save was, and whose. */
export interface RevisionMove {
  kind: DraftStepKind
  /** Null where it is nobody's step. */
  actor: string | null
  /** Of an undo or redo: the revision that it is about. */
  of?: number
  words: readonly LocalizedText[]
  /** What the draft was just before, where that is not what the revision before says. */
  before: TenantEdits | null
}

interface DraftRevision {
  revision: number
  edits: TenantEdits
  /** Missing for what begins anew: nothing before it can be undone. */
  move?: RevisionMove | undefined
}

/** Keeps what the draft is at a save, and forgets what it was long ago. */
export async function insertDraftRevision(
  db: Kysely<TenantTables>,
  { revision, edits, move }: DraftRevision,
): Promise<void> {
  const values = {
    edits: JSON.stringify(edits),
    kind: move?.kind ?? ('begin' as const),
    actor: move?.actor ?? null,
    of_revision: move?.of ?? null,
    words: move === undefined ? null : JSON.stringify(move.words),
    before: move?.before == null ? null : JSON.stringify(move.before),
  }
  await db
    .insertInto('_draft_revision')
    .values({ revision, ...values })
    .onConflict((conflict) => conflict.column('revision').doUpdateSet(values))
    .execute()
  await db
    .deleteFrom('_draft_revision')
    .where('revision', '<', revision - KEPT_REVISIONS)
    .execute()
}

/** The draft as it was at a save; null where that is too long ago. */
export async function readDraftRevision(db: Kysely<TenantTables>, revision: number): Promise<TenantEdits | null> {
  const row = await db.selectFrom('_draft_revision').select('edits').where('revision', '=', revision).executeTakeFirst()
  return row?.edits ?? null
}

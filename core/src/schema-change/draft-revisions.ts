import type { DraftStepKind } from '@tenon/sdk/contract/draft-steps'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { LocalizedText } from '@tenon/sdk/contract/locale'
import type { TenantEdits } from '@tenon/sdk/contract/model-document'
import type { Kysely } from 'kysely'
import { deltaBetween, keepRevision } from '../db/draft-chain.ts'
import { type JsonDelta, withDelta } from '../db/json-delta.ts'
import type { TenantTables } from '../db/tenant-tables.ts'

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
  /** What the revision before says; null where there is none. */
  previous: TenantEdits | null
  /** Missing for what is no step of anybody's. */
  move?: RevisionMove | undefined
}

/** Keeps what the draft is at a save, for good. */
export async function insertDraftRevision(db: Kysely<TenantTables>, draft: DraftRevision): Promise<void> {
  const { revision, edits, previous, move } = draft
  const carried = move?.before == null || previous === null ? null : deltaBetween(previous, move.before)
  const isStep = move !== undefined && move.actor !== null && move.of === undefined
  const values = {
    ...keepRevision(revision, edits, previous),
    kind: move?.kind ?? ('begin' as const),
    actor: move?.actor ?? null,
    of_revision: move?.of ?? null,
    words: move === undefined ? null : JSON.stringify(move.words),
    carried: carried === null ? null : JSON.stringify(carried),
    last: isStep ? revision : null,
  }
  if (isStep) await giveUpUndone(db, move.actor)
  await db
    .insertInto('_draft_revision')
    .values({ revision, ...values })
    .execute()
  if (move?.of !== undefined) await markStep(db, { of: move.of, last: revision, undone: move.kind === 'undo' })
}

/** What was undone before a new step is not redone any more. */
async function giveUpUndone(db: Kysely<TenantTables>, actor: string | null): Promise<void> {
  await db
    .updateTable('_draft_revision')
    .set({ last: null })
    .where('actor', '=', actor)
    .where('undone', '=', true)
    .where('last', 'is not', null)
    .execute()
}

async function markStep(
  db: Kysely<TenantTables>,
  { of, last, undone }: { of: number; last: number; undone: boolean },
): Promise<void> {
  await db.updateTable('_draft_revision').set({ last, undone }).where('revision', '=', of).execute()
}

/** The draft as it was at a save; null where no such one is known. */
export async function readDraftRevision(db: Kysely<TenantTables>, revision: number): Promise<TenantEdits | null> {
  return (await readChain(db, revision)).get(revision)?.edits ?? null
}

export interface StepEdits {
  before: TenantEdits
  after: TenantEdits
}

/** What a save has made of the draft; null where it is not known what was before it. */
export async function readStepEdits(db: Kysely<TenantTables>, revision: number): Promise<StepEdits | null> {
  const chain = await readChain(db, revision - 1, revision)
  const [before, after] = [chain.get(revision - 1), chain.get(revision)]
  if (before === undefined || after === undefined) return null
  return { before: applied(before.edits, after.carried), after: after.edits }
}

export interface SavedDraft {
  edits: TenantEdits
  savedAt: Date
}

/** What the draft was at each save, the first first. */
export async function readSavedDrafts(db: Kysely<TenantTables>, revision: number): Promise<SavedDraft[]> {
  return [...(await readChain(db, 0, revision)).values()]
}

interface Link extends SavedDraft {
  carried: JsonDelta | null
}

/** The draft at each revision from the last whole one before `from` on. Without what nothing leads to. */
async function readChain(db: Kysely<TenantTables>, from: number, to = from): Promise<Map<number, Link>> {
  const whole = db
    .selectFrom('_draft_revision')
    .where('edits', 'is not', null)
    .where('revision', '<=', from)
    .select((row) => row.fn.max('revision').as('revision'))
  const rows = await db
    .selectFrom('_draft_revision')
    .select(['revision', 'edits', 'delta', 'carried', 'saved_at as savedAt'])
    .where('revision', '>=', whole)
    .where('revision', '<=', to)
    .orderBy('revision')
    .execute()
  const chain = new Map<number, Link>()
  for (const { revision, edits, delta, ...kept } of rows) {
    const before = chain.get(revision - 1)
    if (edits !== null) chain.set(revision, { edits, ...kept })
    else if (before !== undefined) chain.set(revision, { edits: applied(before.edits, delta), ...kept })
  }
  return chain
}

function applied(edits: TenantEdits, delta: JsonDelta | null): TenantEdits {
  return delta === null ? edits : (withDelta(edits as JsonValue, delta) as TenantEdits)
}

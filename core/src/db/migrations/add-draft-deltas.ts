import type { TenantEdits } from '@tenon/sdk/contract/model-document'
import type { Kysely } from 'kysely'
import { deltaBetween, keepRevision } from '../draft-chain.ts'
import type { TenantTables } from '../tenant-tables.ts'

const PAGE = 50

/**
 * Steps of a draft without an end: what differs from the step before in place of the whole draft, and on each step whether
 * it is undone, so that what comes next is found without looking at all. The steps that there are stay, and those before
 * a publish can be undone as well.
 */
export async function addDraftDeltas(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('_draft_revision')
    .alterColumn('edits', (column) => column.dropNotNull())
    .execute()
  await db.schema
    .alterTable('_draft_revision')
    .addColumn('delta', 'json')
    .addColumn('carried', 'json')
    .addColumn('undone', 'boolean', (column) => column.notNull().defaultTo(false))
    // Revision in which a step that can be undone or redone was last made or taken back.
    .addColumn('last', 'integer')
    .execute()
  await markSteps(db as Kysely<TenantTables>)
  await shrink(db as Kysely<OldTables>)
  await db.schema.alterTable('_draft_revision').dropColumn('before').execute()
  await addIndexes(db)
}

/**
 * Of the oldest one it is not known what was before it, so that it cannot be undone; nor can be redone what somebody had undone
 * before a later step of theirs.
 */
async function markSteps(db: Kysely<TenantTables>): Promise<void> {
  const columns = ['revision', 'kind', 'of_revision', 'actor'] as const
  const rows = await db.selectFrom('_draft_revision').select(columns).orderBy('revision').execute()
  const known = new Set(rows.map(({ revision }) => revision))
  const moves = new Map(rows.map((row) => [row.of_revision, row]))
  const steps = rows.filter(({ actor, of_revision }) => actor !== null && of_revision === null)
  const newest = new Map(steps.map(({ actor, revision }) => [actor, revision]))
  for (const { revision, actor } of steps.filter((step) => known.has(step.revision - 1))) {
    const move = moves.get(revision)
    const last = move?.revision ?? revision
    const undone = move?.kind === 'undo'
    const isGivenUp = undone && last < (newest.get(actor) ?? -1)
    const marks = { undone, last: isGivenUp ? null : last }
    await db.updateTable('_draft_revision').set(marks).where('revision', '=', revision).execute()
  }
}

interface OldTables extends Omit<TenantTables, '_draft_revision'> {
  _draft_revision: Omit<TenantTables['_draft_revision'], 'edits'> & {
    edits: NonNullable<TenantTables['_draft']['edits']>
    /** The whole draft before the step, where it was not as the revision before says. */
    before: TenantTables['_draft_revision']['edits']
  }
}

async function shrink(db: Kysely<OldTables>): Promise<void> {
  let before: { revision: number; edits: TenantEdits } | null = null
  for (let after = -1; ; ) {
    const query = db.selectFrom('_draft_revision').select(['revision', 'edits', 'before'])
    const rows = await query.where('revision', '>', after).orderBy('revision').limit(PAGE).execute()
    for (const row of rows) {
      const known: TenantEdits | null = before?.revision === row.revision - 1 ? before.edits : null
      const carried = row.before !== null && known !== null ? deltaBetween(known, row.before) : null
      const kept = keepRevision(row.revision, row.edits, known)
      const set = { ...kept, carried: carried === null ? null : JSON.stringify(carried) }
      await (db as unknown as Kysely<TenantTables>)
        .updateTable('_draft_revision')
        .set(set)
        .where('revision', '=', row.revision)
        .execute()
      before = { revision: row.revision, edits: row.edits }
    }
    const [last] = rows.slice(-1)
    if (last === undefined) return
    after = last.revision
  }
}

/** What somebody undoes and redoes next; the whole draft that a later one is told from. */
async function addIndexes(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createIndex('_draft_revision_step_idx')
    .on('_draft_revision')
    .columns(['actor', 'undone', 'last'])
    .where('last' as never, 'is not', null)
    .execute()
  await db.schema
    .createIndex('_draft_revision_whole_idx')
    .on('_draft_revision')
    .column('revision')
    .where('edits' as never, 'is not', null)
    .execute()
}

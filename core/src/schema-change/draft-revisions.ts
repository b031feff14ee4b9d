import type { TenantEdits } from '@tenon/sdk/contract/model-document'
import type { Kysely } from 'kysely'
import type { TenantTables } from '../db/tenant-tables.ts'

/** So many saves may others have made while somebody worked on an older state of the draft. */
const KEPT_REVISIONS = 200

interface DraftRevision {
  revision: number
  edits: TenantEdits
}

/** Keeps what the draft is at a save, and forgets what it was long ago. */
export async function insertDraftRevision(db: Kysely<TenantTables>, { revision, edits }: DraftRevision): Promise<void> {
  const values = { revision, edits: JSON.stringify(edits) }
  await db
    .insertInto('_draft_revision')
    .values(values)
    .onConflict((conflict) => conflict.column('revision').doUpdateSet({ edits: values.edits }))
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

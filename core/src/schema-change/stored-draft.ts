import type { EditConflict } from '@tenon/sdk/contract/edit-conflict'
import type { TenantEdits } from '@tenon/sdk/contract/model-document'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { type Insertable, type Kysely, type RawBuilder, sql } from 'kysely'
import { actorReference, type RequestContext } from '../context/request-context.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { insertDraftRevision, type RevisionMove } from './draft-revisions.ts'
import { addConflicts } from './open-conflicts.ts'
import { rebaseEdits } from './rebase-edits.ts'
import { spoken } from './spoken.ts'
import { readCurrentVersion, readStoredVersion } from './stored-version.ts'

export interface StoredDraft {
  edits: TenantEdits
  baseVersion: number
  /** 0 where nothing was ever saved. It only grows, through publishing and discarding too. */
  revision: number
  /** Edits of the version in force. */
  published: TenantEdits
  /** What has still to be chosen. */
  conflicts: EditConflict[]
  /** `edits` where they are not what was saved: carried over to another version. */
  carried: TenantEdits | null
}

/** The tenant's draft, carried over to the version in force; without one, the edits in force. `lock`: until the transaction ends. */
export async function readStoredDraft(db: Kysely<TenantTables>, { lock = false } = {}): Promise<StoredDraft> {
  const query = db.selectFrom('_draft').select(['edits', 'base_version', 'revision', 'conflicts'])
  const row = await (lock ? query.forUpdate() : query).executeTakeFirst()
  const current = await readCurrentVersion(db)
  const baseVersion = current?.version ?? 0
  const published = current?.edits ?? {}
  if (row === undefined) return { edits: published, baseVersion, revision: 0, published, conflicts: [], carried: null }
  const { edits: mine, revision, conflicts: open } = row
  if (row.base_version === baseVersion)
    return { edits: mine, baseVersion, revision, published, conflicts: open, carried: null }
  const base = (await readStoredVersion(db, row.base_version))?.edits ?? {}
  const { edits, conflicts } = rebaseEdits({ base, theirs: published, mine })
  return { edits, baseVersion, revision, published, conflicts: addConflicts(open, conflicts, edits), carried: edits }
}

export interface DraftWrite {
  edits: TenantEdits
  baseVersion: number
  /** The revision that the writer has seen. */
  revision: number
  conflicts: EditConflict[]
  /** What the save is; missing where it is no step of anybody's, such as a publish. */
  move?: RevisionMove
}

/**
 * Writes the draft and gives its new revision. `begun`: the edits in force, for a draft that was never saved.
 * @throws TenonError VERSION_CONFLICT where somebody else wrote since
 */
export async function writeStoredDraft(
  db: Kysely<TenantTables>,
  ctx: RequestContext,
  write: DraftWrite & { begun: TenantEdits },
): Promise<number> {
  const values: DraftRow = {
    edits: JSON.stringify(write.edits),
    base_version: write.baseVersion,
    revision: write.revision + 1,
    updated_at: sql<never>`now()`,
    updated_by: actorReference(ctx.actor),
    conflicts: JSON.stringify(write.conflicts),
  }
  const isFirst = write.revision === 0
  const previous = isFirst ? write.begun : await lockEdits(db, write.revision)
  if (previous === null) throw draftConflict(ctx)
  const updated = db.updateTable('_draft').set(values).where('revision', '=', write.revision).returning('revision')
  const revision = isFirst ? await insertDraft(db, values) : (await updated.executeTakeFirst())?.revision
  if (revision === undefined) throw draftConflict(ctx)
  if (isFirst) await insertDraftRevision(db, { revision: 0, edits: write.begun, previous: null })
  await insertDraftRevision(db, { revision, edits: write.edits, previous, move: write.move })
  return revision
}

/** What was saved last, if that is what the writer has seen. */
async function lockEdits(db: Kysely<TenantTables>, revision: number): Promise<TenantEdits | null> {
  const query = db.selectFrom('_draft').select('edits').where('revision', '=', revision)
  return (await query.forUpdate().executeTakeFirst())?.edits ?? null
}

type DraftRow = Omit<Insertable<TenantTables['_draft']>, 'updated_at'> & { updated_at: RawBuilder<never> }

async function insertDraft(db: Kysely<TenantTables>, values: DraftRow): Promise<number | undefined> {
  const inserted = await db
    .insertInto('_draft')
    .values(values)
    .onConflict((conflict) => conflict.doNothing())
    .returning('revision')
    .executeTakeFirst()
  return inserted?.revision
}

/** After a publish that took long: the draft now stands on the new version, unless it was edited meanwhile. */
export async function moveDraft(
  trx: Kysely<TenantTables>,
  { revision, baseVersion, edits }: Pick<DraftWrite, 'revision' | 'baseVersion' | 'edits'>,
): Promise<void> {
  const previous = await lockEdits(trx, revision)
  if (previous === null) return
  const set = { base_version: baseVersion, revision: revision + 1, edits: JSON.stringify(edits), conflicts: '[]' }
  await trx.updateTable('_draft').set(set).where('revision', '=', revision).execute()
  await insertDraftRevision(trx, { revision: revision + 1, edits, previous })
}

/** Somebody else has saved, discarded or published the draft. */
export function draftConflict(ctx: RequestContext): TenonError {
  return new TenonError({
    code: 'VERSION_CONFLICT',
    message: spoken(ctx, {
      en: 'Somebody else has changed the draft meanwhile: load it again and repeat your change.',
      'zh-CN': '草稿已被他人修改：请重新加载后再次修改。',
    }),
  })
}

import type { TenantEdits } from '@tenon/sdk/contract/model-document'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { type Kysely, sql } from 'kysely'
import { actorReference, type RequestContext } from '../context/request-context.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
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
}

/** The tenant's draft, carried over to the version in force; without one, the edits in force. */
export async function readStoredDraft(db: Kysely<TenantTables>): Promise<StoredDraft> {
  const current = await readCurrentVersion(db)
  const row = await db.selectFrom('_draft').select(['edits', 'base_version', 'revision']).executeTakeFirst()
  const baseVersion = current?.version ?? 0
  const published = current?.edits ?? {}
  if (row === undefined) return { edits: published, baseVersion, revision: 0, published }
  if (row.base_version === baseVersion) return { edits: row.edits, baseVersion, revision: row.revision, published }
  const base = (await readStoredVersion(db, row.base_version))?.edits ?? {}
  const edits = rebaseEdits({ base, theirs: published, mine: row.edits })
  return { edits, baseVersion, revision: row.revision, published }
}

interface DraftWrite {
  edits: TenantEdits
  baseVersion: number
  /** The revision that the writer has seen. */
  revision: number
}

/**
 * Writes the draft and gives its new revision.
 * @throws TenonError VERSION_CONFLICT where somebody else wrote since
 */
export async function writeStoredDraft(
  db: Kysely<TenantTables>,
  ctx: RequestContext,
  write: DraftWrite,
): Promise<number> {
  const values = {
    edits: JSON.stringify(write.edits),
    base_version: write.baseVersion,
    revision: write.revision + 1,
    updated_at: sql<never>`now()`,
    updated_by: actorReference(ctx.actor),
  }
  const written = await db
    .updateTable('_draft')
    .set(values)
    .where('revision', '=', write.revision)
    .returning('revision')
    .executeTakeFirst()
  if (written !== undefined) return written.revision
  const inserted =
    write.revision === 0
      ? await db
          .insertInto('_draft')
          .values(values)
          .onConflict((conflict) => conflict.doNothing())
          .returning('revision')
          .executeTakeFirst()
      : undefined
  if (inserted !== undefined) return inserted.revision
  throw draftConflict(ctx)
}

/** After a publish that took long: the draft now stands on the new version, unless it was edited meanwhile. */
export async function moveDraft(
  trx: Kysely<TenantTables>,
  { revision, baseVersion }: { revision: number; baseVersion: number },
): Promise<void> {
  const set = { base_version: baseVersion, revision: revision + 1 }
  await trx.updateTable('_draft').set(set).where('revision', '=', revision).execute()
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

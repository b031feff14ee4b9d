import type { ModelDraft } from '@tenon/sdk/contract/api-contract'
import type { DraftCheckpoint, DraftHistory, DraftHistoryInput } from '@tenon/sdk/contract/draft-steps'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { Kysely } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { actorReference, type RequestContext } from '../context/request-context.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import type { DraftTools } from './draft-tools.ts'
import { listDraftSteps } from './list-draft-steps.ts'
import { addConflicts } from './open-conflicts.ts'
import { readPeople } from './read-people.ts'
import { rebaseEdits } from './rebase-edits.ts'
import { spoken } from './spoken.ts'
import { readStoredDraft } from './stored-draft.ts'
import { readStoredVersion } from './stored-version.ts'
import { writeStep } from './write-step.ts'

const MOST = 100

export interface DraftCheckpoints {
  history(ctx: RequestContext, input?: DraftHistoryInput): Promise<DraftHistory>
  /** Errors: CONFLICT where the name is taken or there are too many. */
  save(ctx: RequestContext, input: { name: string }): Promise<DraftHistory>
  /** One more step of the draft, which can be undone. Errors: NOT_FOUND, SCHEMA_INVALID where plugins do not allow it any more. */
  restore(ctx: RequestContext, input: { id: string }): Promise<ModelDraft>
  remove(ctx: RequestContext, input: { id: string }): Promise<DraftHistory>
}

/** States of the draft under a name, to go back to; and the steps that led to the one at hand. */
export function makeDraftCheckpoints(tools: DraftTools): DraftCheckpoints {
  const { database, requireAdmin } = tools

  async function history(ctx: RequestContext, input: DraftHistoryInput = {}): Promise<DraftHistory> {
    await requireAdmin(ctx)
    const db = database.tenant(ctx.tenant.schema)
    return { ...(await listDraftSteps(db, ctx, input)), checkpoints: await listCheckpoints(db) }
  }

  return {
    history,
    async save(ctx, { name }) {
      await requireAdmin(ctx)
      await database.transaction(ctx.tenant.schema, (trx) => insertCheckpoint(trx, ctx, name.trim()))
      return history(ctx)
    },
    async remove(ctx, { id }) {
      await requireAdmin(ctx)
      await database.tenant(ctx.tenant.schema).deleteFrom('_draft_checkpoint').where('id', '=', id).execute()
      return history(ctx)
    },
    async restore(ctx, { id }) {
      await requireAdmin(ctx)
      const packages = await tools.packages(ctx.tenant)
      return database.transaction(ctx.tenant.schema, async (trx) => {
        const stored = await readStoredDraft(trx, { lock: true })
        const { name, edits, conflicts } = await readCheckpoint(trx, ctx, id)
        const words = [{ en: `Back to ‘${name}’`, 'zh-CN': `恢复到“${name}”` }]
        const open = addConflicts([], conflicts, edits)
        return writeStep(trx, ctx, { tools, packages, stored, edits, conflicts: open, kind: 'checkpoint', words })
      })
    },
  }
}

async function insertCheckpoint(trx: Kysely<TenantTables>, ctx: RequestContext, name: string): Promise<void> {
  const { edits, baseVersion } = await readStoredDraft(trx, { lock: true })
  const names = (await trx.selectFrom('_draft_checkpoint').select('name').execute()).map((row) => row.name)
  if (names.includes(name))
    throw refusal(ctx, { en: `There is a state called ‘${name}’ already.`, 'zh-CN': `已有名为“${name}”的状态。` })
  if (names.length >= MOST)
    throw refusal(ctx, {
      en: `${MOST} states at most are kept: remove one first.`,
      'zh-CN': `最多保留 ${MOST} 个状态：请先移除一个。`,
    })
  const values = { id: uuidv7(), name, edits: JSON.stringify(edits), base_version: baseVersion }
  await trx
    .insertInto('_draft_checkpoint')
    .values({ ...values, created_by: actorReference(ctx.actor) })
    .execute()
}

async function listCheckpoints(db: Kysely<TenantTables>): Promise<DraftCheckpoint[]> {
  const columns = ['id', 'name', 'created_at', 'created_by'] as const
  const rows = await db.selectFrom('_draft_checkpoint').select(columns).orderBy('id', 'desc').execute()
  const nameOf = await readPeople(
    db,
    rows.map(({ created_by }) => created_by),
  )
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    at: row.created_at.toISOString(),
    by: nameOf(row.created_by),
  }))
}

/** The state, carried over to the version in force. */
async function readCheckpoint(trx: Kysely<TenantTables>, ctx: RequestContext, id: string) {
  const row = await trx.selectFrom('_draft_checkpoint').selectAll().where('id', '=', id).executeTakeFirst()
  if (row === undefined) {
    const text = { en: 'There is no such state of the draft.', 'zh-CN': '草稿没有此状态。' }
    throw new TenonError({ code: 'NOT_FOUND', message: spoken(ctx, text) })
  }
  const { published, baseVersion } = await readStoredDraft(trx)
  const { name, edits } = row
  if (row.base_version === baseVersion) return { name, edits, conflicts: [] }
  const base = (await readStoredVersion(trx, row.base_version))?.edits ?? {}
  return { name, ...rebaseEdits({ base, theirs: published, mine: edits }) }
}

function refusal(ctx: RequestContext, text: { en: string; 'zh-CN': string }): TenonError {
  return new TenonError({ code: 'CONFLICT', message: spoken(ctx, text) })
}

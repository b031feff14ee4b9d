import { type Locale, type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import type { CreationInput, StageCreation, StageCreationList } from '@tenon/sdk/contract/stage-creation'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { sql } from 'kysely'
import type { AdminTools } from '../access/admin-tools.ts'
import { insertAdminAudit } from '../audit/insert-admin-audit.ts'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { CompiledModel } from '../model/compiled-model.ts'
import type { ModelStore } from '../model/model-store.ts'
import { readStoredMessage } from '../tasks/task-error.ts'
import { CREATION_CHANNEL } from './note-stage-entries.ts'

const MAX_ROWS = 200

interface Dependencies extends AdminTools {
  database: Database
  models: Pick<ModelStore, 'get'>
}

/** Makes the verbs over records that entering stages is to create and has not yet. For admins only. */
export function makeStageCreations(dependencies: Dependencies) {
  const { requireAdmin } = dependencies
  return {
    async list(ctx: RequestContext): Promise<StageCreationList> {
      await requireAdmin(ctx)
      return list(dependencies, ctx)
    },
    async retry(ctx: RequestContext, input: CreationInput): Promise<StageCreationList> {
      await requireAdmin(ctx)
      const again = sql`status = 'waiting', attempts = 0, run_at = now(), locked_until = null, finished_at = null`
      return change(dependencies, ctx, { ...input, action: 'stageCreation.retry', set: again })
    },
    async dismiss(ctx: RequestContext, input: CreationInput): Promise<StageCreationList> {
      await requireAdmin(ctx)
      const over = sql`status = 'dismissed', finished_at = now()`
      return change(dependencies, ctx, { ...input, action: 'stageCreation.dismiss', set: over })
    },
  }
}

interface Row {
  history_id: string
  name: string
  entity: string
  record_id: string
  pipeline: string
  stage: string
  status: 'waiting' | 'failed'
  attempts: number
  error: string | null
  at: Date
}

async function list({ database, models }: Dependencies, ctx: RequestContext): Promise<StageCreationList> {
  const db = database.tenant(ctx.tenant.schema)
  const open = db.selectFrom('_stage_creation').where('status', 'in', ['waiting', 'failed'])
  const rows = (await open.selectAll().orderBy('at').orderBy('history_id').limit(MAX_ROWS).execute()) as Row[]
  const { failed } = await db
    .selectFrom('_stage_creation')
    .select(({ fn }) => fn.countAll<string>().as('failed'))
    .where('status', '=', 'failed')
    .executeTakeFirstOrThrow()
  const model = await models.get(ctx.tenant)
  const titles = await readTitles(database, ctx, { model, rows })
  return {
    creations: rows.map((row) => toCreation(model, row, { titles, locale: ctx.locale })),
    failed: Number(failed),
  }
}

/** What the records that entered are called, one statement per entity. */
async function readTitles(
  database: Database,
  { tenant }: RequestContext,
  { model, rows }: { model: CompiledModel; rows: readonly Row[] },
): Promise<Map<string, string>> {
  const titles = new Map<string, string>()
  for (const name of new Set(rows.map(({ entity }) => entity))) {
    const entity = model.entities.get(name)
    if (entity === undefined) continue
    const ids = rows.flatMap((row) => (row.entity === name ? [row.record_id] : []))
    const found = await sql<{ id: string; title: string | null }>`
      select r.id, ${entity.titleField.searchText('r')} as title from ${sql.id(tenant.schema, entity.table)} r
      where r.id = any(array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)))`.execute(
      database.tenant(tenant.schema),
    )
    for (const { id, title } of found.rows) if (title !== null) titles.set(id, title)
  }
  return titles
}

function toCreation(
  model: CompiledModel,
  row: Row,
  { titles, locale }: { titles: ReadonlyMap<string, string>; locale: Locale },
): StageCreation {
  const { history_id, name, entity, record_id, pipeline: of, stage: at, status, attempts, error } = row
  const pipeline = model.pipelines.get(of)
  const stage = pipeline?.stages.get(at)
  const declared = stage?.entry?.creates?.find((one) => one.name === name)
  const created = declared === undefined ? undefined : model.entities.get(declared.entity)
  const called = (key: string, label: LocalizedText | undefined) => ({ name: key, label: label ?? { en: key } })
  return {
    ...{ history: history_id, name, entity, recordId: record_id, status, attempts, at: row.at.toISOString() },
    error: error === null ? null : textIn(readStoredMessage(error), locale),
    label: declared?.label ?? { en: name },
    title: titles.get(record_id) ?? textIn(model.entities.get(entity)?.schema.label ?? entity, locale),
    pipeline: called(of, pipeline?.schema.label),
    stage: called(at, stage?.label),
    creates: declared === undefined ? null : called(declared.entity, created?.schema.label),
  }
}

interface Change extends CreationInput {
  action: 'stageCreation.retry' | 'stageCreation.dismiss'
  set: ReturnType<typeof sql>
}

async function change(
  dependencies: Dependencies,
  ctx: RequestContext,
  { history, name, action, set }: Change,
): Promise<StageCreationList> {
  const { schema } = ctx.tenant
  await dependencies.database.transaction(schema, async (trx) => {
    const { rows } = await sql`
      with changed as (
        update ${sql.id(schema, '_stage_creation')} set ${set}
        where history_id = ${history}::uuid and name = ${name} and status in ('waiting', 'failed') returning history_id
      )
      select c.history_id, pg_notify(${CREATION_CHANNEL}, ${schema}) from changed c`.execute(trx)
    if (rows.length === 0) throw over(ctx)
    await insertAdminAudit(trx, ctx, { action, id: history, details: { name } })
  })
  return list(dependencies, ctx)
}

function over({ locale }: RequestContext): TenonError {
  const message = {
    en: 'This record was created or given up meanwhile: there is nothing left to do.',
    'zh-CN': '该记录已创建或已放弃：无需再处理。',
  }
  return new TenonError({ code: 'CONFLICT', message: textIn(message, locale) })
}

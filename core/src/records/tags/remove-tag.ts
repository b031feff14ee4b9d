import type { LocalizedText } from '@tenon/sdk/contract/locale'
import type { DeleteTagInput, MergeTagsInput, TagRemoval } from '@tenon/sdk/contract/tags-api'
import { type RawBuilder, sql } from 'kysely'
import { insertAdminAudit } from '../../audit/insert-admin-audit.ts'
import type { RequestContext } from '../../context/request-context.ts'
import type { Database } from '../../db/database.ts'
import { TAGS_COLUMN } from '../../model/common-tags.ts'
import type { CompiledEntity, CompiledModel } from '../../model/compiled-model.ts'
import { changeSilently } from '../change-records.ts'
import { fullScope } from '../full-scope.ts'
import type { Queryable } from '../queryable.ts'
import { type ScopeDependencies, tableOf } from '../record-scope.ts'
import { countTags } from './count-tags.ts'
import { requireTag, type StoredTag } from './stored-tag.ts'
import { noSuchTag, tagError } from './tag-error.ts'
import { requireTagManager, type TagAccess } from './tag-rights.ts'

const BATCH = 200
/** A caller waits no longer for one call. */
const WORKING_MS = 5_000

interface Dependencies extends Pick<ScopeDependencies, 'models'> {
  database: Database
  access: TagAccess
}

interface Removal {
  tag: StoredTag
  /** What takes its place on records; null: nothing. */
  into: StoredTag | null
}

/**
 * Makes the verbs that take a tag off all records: it is marked first, from when on writers cannot put it on any; then
 * records are changed in batches, each in a transaction of its own; at last it goes. What was interrupted goes on with the next call.
 */
export function makeRemoveTag({ database, access, models }: Dependencies) {
  async function remove(ctx: RequestContext, input: DeleteTagInput & { into?: string }): Promise<TagRemoval> {
    await requireTagManager(access, ctx)
    const db = database.tenant(ctx.tenant.schema)
    const tag = await requireTag(db, ctx, input.id)
    const into = input.into === undefined ? null : await requireSuccessor(db, ctx, { tag, id: input.into })
    const model = await models.get(ctx.tenant)
    if (tag.leaving_since === null) {
      await requireExpected(db, ctx, { model, tag, records: input.records })
      await mark(database, ctx, { tag, into })
    }
    const until = Date.now() + WORKING_MS
    let done = 0
    for (const entity of model.entities.values()) {
      let changed = 0
      do {
        ctx.signal.throwIfAborted()
        changed = await removeSome(database, ctx, { model, entity, removal: { tag, into } })
        done += changed
      } while (changed > 0 && Date.now() < until)
    }
    return { done, left: await settle(database, ctx, { model, tag }) }
  }
  return { delete: remove, merge: (ctx: RequestContext, input: MergeTagsInput) => remove(ctx, input) }
}

async function requireExpected(
  db: Queryable,
  ctx: RequestContext,
  { model, tag, records }: { model: CompiledModel; tag: StoredTag; records: number },
): Promise<void> {
  const live = (await countTags(db, ctx, { model, ids: [tag.id] })).get(tag.id)?.live ?? 0
  if (live <= records) return
  throw tagError(ctx, {
    code: 'CONFLICT',
    text: {
      en: `The tag “${tag.name}” is on ${live} records by now, not on ${records}: look again.`,
      'zh-CN': `标签“${tag.name}”现在用于 ${live} 条记录，而不是 ${records} 条：请重新确认。`,
    },
    pointer: '/records',
    rule: 'records',
  })
}

/** One that can be put on every record that may have the other. */
async function requireSuccessor(
  db: Queryable,
  ctx: RequestContext,
  { tag, id }: { tag: StoredTag; id: string },
): Promise<StoredTag> {
  const into = await requireTag(db, ctx, id)
  const refuse = (text: LocalizedText) =>
    tagError(ctx, { code: 'VALIDATION_FAILED', text, pointer: '/into', rule: 'into' })
  if (into.id === tag.id) throw refuse(ITSELF)
  if (into.leaving_since !== null || into.archived_at !== null) throw refuse(NOT_OFFERED)
  if (into.entities === null) return into
  const covered = tag.entities?.every((entity) => into.entities?.includes(entity)) === true
  if (!covered) throw refuse(FOR_FEWER)
  return into
}

const ITSELF: LocalizedText = {
  en: 'A tag cannot be merged into itself.',
  'zh-CN': '标签不能合并到自身。',
}
const NOT_OFFERED: LocalizedText = {
  en: 'The other tag is in the archive or being taken away.',
  'zh-CN': '另一个标签已归档或正在删除。',
}
const FOR_FEWER: LocalizedText = {
  en: 'The other tag is for fewer entities: let it be for all of this one’s first.',
  'zh-CN': '另一个标签适用的实体较少：请先让它适用于此标签的全部实体。',
}

/** Waits for writers that are putting it on a record. */
async function mark(database: Database, ctx: RequestContext, { tag, into }: Removal): Promise<void> {
  await database.transaction(ctx.tenant.schema, async (trx) => {
    const marked = await trx
      .updateTable('_tag')
      .set({ leaving_since: sql<Date>`now()` })
      .where('id', '=', tag.id)
      .where('leaving_since', 'is', null)
      .executeTakeFirst()
    // Somebody else began at the same moment: this call works along.
    if (Number(marked.numUpdatedRows) === 0) return
    const action = into === null ? 'tag.delete' : 'tag.merge'
    const details = { name: tag.name, ...(into !== null && { into: into.id, intoName: into.name }) }
    await insertAdminAudit(trx, ctx, { action, id: tag.id, details })
  })
}

interface Batch {
  model: CompiledModel
  entity: CompiledEntity
  removal: Removal
}

/** Resolves to how many records were changed. Those that others change meanwhile come with the next batch. */
function removeSome(database: Database, ctx: RequestContext, batch: Batch): Promise<number> {
  const { entity, removal } = batch
  const { tag, into } = removal
  return database.transaction(ctx.tenant.schema, async (trx) => {
    const held = sql.ref(`r.${TAGS_COLUMN}`)
    const { rows } = await sql<{ id: string; version: number; live: boolean }>`
      select r.id, r.version, r.deleted_at is null as live from ${tableOf(ctx, entity)} r
      where ${held} @> array[${tag.id}::uuid] limit ${BATCH} for no key update of r`.execute(trx)
    if (rows.length === 0) return 0
    if (into !== null) await holdSuccessor(trx, ctx, into)
    const live = rows.filter((row) => row.live)
    const deleted = rows.filter((row) => !row.live)
    return (
      (await change(trx, ctx, { ...batch, rows: live })) +
      (await change(trx, ctx, { ...batch, rows: deleted, deleted: true }))
    )
  })
}

/** So that it is not taken off in the same moment. */
async function holdSuccessor(db: Queryable, ctx: RequestContext, { id }: StoredTag): Promise<void> {
  const { rows } = await sql`select 1 from ${sql.id(ctx.tenant.schema, '_tag')} t
    where t.id = ${id}::uuid and t.leaving_since is null for share`.execute(db)
  if (rows.length === 0) throw noSuchTag(ctx, id)
}

interface Change extends Batch {
  rows: ReadonlyArray<{ id: string; version: number }>
  deleted?: boolean
}

async function change(
  db: Queryable,
  ctx: RequestContext,
  { model, entity, removal: { tag, into }, rows, deleted = false }: Change,
): Promise<number> {
  if (rows.length === 0) return 0
  const reason = into === null ? `The tag “${tag.name}” was deleted.` : `The tag “${tag.name}” became “${into.name}”.`
  const scope = { ...fullScope({ ctx, model, timeZone: 'UTC' }, entity), tagged: true }
  return changeSilently(db, scope, {
    facts: { action: 'update', type: deleted ? null : 'record.updated', reason },
    rows: rows.map(({ id, version }) => ({ id, version, columns: {} })),
    columns: [],
    assignments: [sql`${sql.id(TAGS_COLUMN)} = nullif(${remaining(tag, into)}, '{}')`],
    references: [],
    deleted,
  })
}

/** The others in their order; what takes the place stands where the tag stood, unless it is there anyway. */
function remaining(tag: StoredTag, into: StoredTag | null): RawBuilder<unknown> {
  const held = sql.ref(`r.${TAGS_COLUMN}`)
  const without = sql`array_remove(${held}, ${tag.id}::uuid)`
  if (into === null) return without
  const replaced = sql`array_replace(${held}, ${tag.id}::uuid, ${into.id}::uuid)`
  return sql`case when ${held} @> array[${into.id}::uuid] then ${without} else ${replaced} end`
}

/** How many live or deleted records still have it; where there are none, it goes. */
async function settle(
  database: Database,
  ctx: RequestContext,
  { model, tag }: { model: CompiledModel; tag: StoredTag },
): Promise<number> {
  return database.transaction(ctx.tenant.schema, async (trx) => {
    const counted = (await countTags(trx, ctx, { model, ids: [tag.id] })).get(tag.id)
    const left = (counted?.live ?? 0) + (counted?.deleted ?? 0)
    if (left === 0) await trx.deleteFrom('_tag').where('id', '=', tag.id).execute()
    return left
  })
}

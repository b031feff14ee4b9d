import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { textIn } from '@tenon/sdk/contract/locale'
import { TAGS_FIELD, type TenonRecord } from '@tenon/sdk/contract/record'
import type { MergedRecords, MergeRecordsInput } from '@tenon/sdk/contract/record-merge'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { uuidv7 } from 'uuidv7'
import type { Access } from '../../access/make-access.ts'
import { actorReference, type RequestContext } from '../../context/request-context.ts'
import { hasCommonTags } from '../../model/common-tags.ts'
import type { ApprovedWrite } from '../approve-writes.ts'
import { askHooks } from '../delete-record.ts'
import { explainWriteError } from '../explain-write-error.ts'
import { settleClaim } from '../idempotency/settle-claim.ts'
import { findKnownFiles, type KnownFiles, withKnownFiles } from '../known-files.ts'
import { queryProblem } from '../query-problem.ts'
import type { Queryable } from '../queryable.ts'
import { readForWrite, versionConflict } from '../read-for-write.ts'
import { makeOpenScope, type RecordScope } from '../record-scope.ts'
import { pointerTo, requireWritable } from '../require-writable.ts'
import { batchError } from '../settled.ts'
import { prepareUpdate } from '../update-record.ts'
import type { WriteDependencies } from '../write-dependencies.ts'
import { changeKept } from './change-kept.ts'
import { lockVersions } from './lock-versions.ts'
import { copyFavourites, moveFiles, moveShares } from './move-attachments.ts'
import { moveReferences } from './move-references.ts'
import { throwAway } from './throw-away.ts'
import { withoutReplaced } from './without-replaced.ts'

export type MergeRecords = (ctx: RequestContext, input: MergeRecordsInput) => Promise<MergedRecords>

export interface MergeDependencies extends WriteDependencies {
  access: Pick<Access, 'of' | 'changed'>
}

/**
 * Makes the function that makes one record of several. The one that stays is written like by an update, with rights, rules
 * and hooks; those that go ask the hooks of a delete. What leads to them follows from that, as when a record is deleted.
 */
export function makeMergeRecords(dependencies: MergeDependencies): MergeRecords {
  const openScope = makeOpenScope(dependencies)
  const { database, hooks, access } = dependencies
  return async (ctx, input) => {
    const { entity, into, from, values } = input
    const scope = await openScope(ctx, { entity, action: 'update' })
    const deletion = await openScope(ctx, { entity, action: 'delete' })
    checkInput(scope, input)
    requireWritable(scope, values)
    const tagged = hasCommonTags(scope.entity)
    const current = await readForWrite(database, scope, { ...into, action: 'update', tagged })
    const gone: JsonObject[] = []
    for (const one of from) gone.push(await readForWrite(database, deletion, { ...one, action: 'delete', tagged }))
    const ids = from.map(({ id }) => id)
    refuseGone(scope, values, new Set(ids))
    const files = await filesOf(dependencies, scope, { values, ids: [into.id, ...ids] })
    const implied = {
      ...withoutReplaced(scope.entity, current, new Set(ids)),
      ...(tagged && unitedTags(current, gone)),
    }
    const wanted = { ...implied, ...withKnownFiles(scope, values, files) }
    const write = await prepareUpdate({ ...scope, mayDouble: true }, dependencies, {
      id: into.id,
      values: wanted,
      current,
      leave: {},
    })
    for (const one of gone) {
      await askHooks(deletion, hooks, { id: String(one['id']), hook: 'beforeDelete', current: one })
    }
    const merged = await store(dependencies, scope, { input, write, current })
    if (merged.shares > 0) await access.changed(ctx.tenant.schema)
    return { merge: merged.merge, record: merged.record }
  }
}

/** Whoever finds one of them by a tag finds the one that stays. */
function unitedTags(current: JsonObject, gone: readonly JsonObject[]): JsonObject {
  const tagsOf = (record: JsonObject) => (Array.isArray(record[TAGS_FIELD]) ? record[TAGS_FIELD] : [])
  const own = tagsOf(current)
  const all = [...new Set([...own, ...gone.flatMap(tagsOf)])]
  return all.length === own.length ? {} : { [TAGS_FIELD]: all }
}

interface Storing {
  input: MergeRecordsInput
  write: ApprovedWrite
  current: JsonObject
}

async function store({ database }: MergeDependencies, scope: RecordScope, storing: Storing) {
  const { into } = storing.input
  let step: 'others' | 'kept' = 'others'
  const atKept = () => {
    step = 'kept'
  }
  try {
    return await database.transaction(scope.ctx.tenant.schema, (trx) => mergeIn(trx, scope, { ...storing, atKept }))
  } catch (cause) {
    if (cause instanceof TenonError) throw cause
    if (step === 'others') throw isTaken(cause) ? versionConflict(scope, into) : cause
    const writes = [{ position: 0, value: { id: into.id, ...storing.write } }]
    const known = cause === NOTHING_WRITTEN ? null : cause
    throw batchError(await explainWriteError(database, scope, { writes, cause: known }), 1)
  }
}

/** The statement for the record that stays found a reference or file without a target. */
const NOTHING_WRITTEN = new Error('A reference or file of the record that stays has no target.')

async function mergeIn(
  trx: Queryable,
  scope: RecordScope,
  { input: { into, from }, write, current, atKept }: Storing & { atKept: () => void },
): Promise<{ merge: string; record: TenonRecord; shares: number }> {
  const { ctx, entity } = scope
  const merge = uuidv7()
  const gone = from.map(({ id }) => id)
  await lockVersions(trx, scope, [into, ...from])
  const actor = actorReference(ctx.actor)
  await trx.insertInto('_merge').values({ id: merge, entity: entity.name, kept_id: into.id, actor }).execute()
  const first = { entity, replacements: new Map(gone.map((id) => [id, into.id])) }
  const all = await moveReferences(trx, scope, { merge, first })
  for (const [wave, replaced] of all.entries()) await throwAway(trx, scope, { merge, wave, replaced })
  await moveFiles(trx, scope, { merge, write, kept: into.id, gone })
  await copyFavourites(trx, scope, { kept: into.id, gone })
  const shares = await moveShares(trx, scope, { merge, kept: into.id, gone })
  atKept()
  const fact = { merge, from: gone, ...(shares.length > 0 && { shares }) }
  const record = await changeKept(trx, scope, { ...into, write, current, fact })
  if (record === null) throw NOTHING_WRITTEN
  await trx.updateTable('_merge').set({ kept_version: record.version }).where('id', '=', merge).execute()
  await settleClaim(trx, ctx, [{ merge, record }])
  return { merge, record, shares: shares.length }
}

/** Somebody made a record meanwhile that is the same in what must be unique. */
export function isTaken(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === '23505'
}

/** The files of all of them may be chosen from. */
async function filesOf(
  { database }: MergeDependencies,
  scope: RecordScope,
  { values, ids }: { values: JsonObject; ids: readonly string[] },
): Promise<KnownFiles> {
  const all = new Map<string, Map<string, NonNullable<ReturnType<NonNullable<ReturnType<KnownFiles['get']>>['get']>>>>()
  for (const recordId of ids) {
    for (const [name, files] of await findKnownFiles(database, scope, { values: [values], recordId })) {
      all.set(name, new Map([...(all.get(name) ?? []), ...files]))
    }
  }
  return all
}

/** A record that goes cannot be named by the one that stays. @throws TenonError VALIDATION_FAILED */
function refuseGone({ ctx, entity }: RecordScope, values: JsonObject, gone: ReadonlySet<string>): void {
  const problems = Object.keys(withoutReplaced(entity, values, gone)).map((name) => {
    const message = { en: 'names a record that is merged into this one', 'zh-CN': '所指记录将被合并到本记录' }
    return { pointer: pointerTo(name), message: textIn(message, ctx.locale), rule: 'reference' }
  })
  if (problems.length === 0) return
  const message = `${textIn(entity.schema.label, ctx.locale)}: ${problems[0]?.message ?? ''}`
  throw new TenonError({ code: 'VALIDATION_FAILED', message, problems })
}

function checkInput({ ctx, entity }: RecordScope, { into, from, values }: MergeRecordsInput): void {
  const ids = [into.id, ...from.map(({ id }) => id)]
  const twice = ids.findIndex((id, index) => ids.indexOf(id) !== index)
  if (twice > 0) {
    throw queryProblem(ctx.locale, {
      pointer: `/from/${twice - 1}/id`,
      rule: 'different',
      message: { en: 'a record can be named once in a merge', 'zh-CN': '合并时每条记录只能出现一次' },
    })
  }
  const closed = ['stage', 'pipeline'].find((name) => Object.hasOwn(values, name) && !entity.fields.has(name))
  if (closed === undefined) return
  throw queryProblem(ctx.locale, {
    pointer: `/values/${closed}`,
    rule: 'stage',
    message: {
      en: 'a merge does not move a record to another stage: move it afterwards',
      'zh-CN': '合并不会移动记录的阶段：请在合并后移动',
    },
  })
}

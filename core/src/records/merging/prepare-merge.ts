import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { textIn } from '@tenon/sdk/contract/locale'
import { TAGS_FIELD } from '@tenon/sdk/contract/record'
import type { MergeRecordsInput } from '@tenon/sdk/contract/record-merge'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { Access } from '../../access/make-access.ts'
import type { RequestContext } from '../../context/request-context.ts'
import { hasCommonTags } from '../../model/common-tags.ts'
import type { ApprovedWrite } from '../approve-writes.ts'
import { askHooks } from '../delete-record.ts'
import { findKnownFiles, type KnownFiles, withKnownFiles } from '../known-files.ts'
import { queryProblem } from '../query-problem.ts'
import { readForWrite } from '../read-for-write.ts'
import { makeOpenScope, type RecordScope } from '../record-scope.ts'
import { pointerTo, requireWritable } from '../require-writable.ts'
import { prepareUpdate } from '../update-record.ts'
import type { WriteDependencies } from '../write-dependencies.ts'
import { withoutReplaced } from './without-replaced.ts'

export interface MergeDependencies extends WriteDependencies {
  access: Pick<Access, 'of' | 'forget'>
}

/** A merge that has passed all checks. */
export interface PreparedMerge {
  scope: RecordScope
  input: MergeRecordsInput
  write: ApprovedWrite
  /** The record that stays, before. */
  current: JsonObject
}

export type PrepareMerge = (ctx: RequestContext, input: MergeRecordsInput) => Promise<PreparedMerge>

/** Makes the function that judges a merge up to the store's door: rights, rules and hooks. Nothing is written. */
export function makePrepareMerge(dependencies: MergeDependencies): PrepareMerge {
  const openScope = makeOpenScope(dependencies)
  const { database, hooks } = dependencies
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
    return { scope, input, write, current }
  }
}

/** Whoever finds one of them by a tag finds the one that stays. */
function unitedTags(current: JsonObject, gone: readonly JsonObject[]): JsonObject {
  const tagsOf = (record: JsonObject) => (Array.isArray(record[TAGS_FIELD]) ? record[TAGS_FIELD] : [])
  const own = tagsOf(current)
  const all = [...new Set([...own, ...gone.flatMap(tagsOf)])]
  return all.length === own.length ? {} : { [TAGS_FIELD]: all }
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

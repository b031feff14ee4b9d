import type { BulkTarget, MergeGroup, StartBulkInput } from '@tenon/sdk/contract/bulk-api'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import { makeCheckValues } from '../records/many/update-many.ts'
import { makeOpenScope, type ScopeDependencies } from '../records/record-scope.ts'
import { idsOf } from './merge-groups.ts'

const MAX_RECORDS = 10_000
/** All or none, in one transaction. */
const MAX_WHOLE = 100

type Checked = Pick<StartBulkInput, 'entity' | 'target' | 'operation' | 'mode'>

/** Makes the function that refuses, before anything is begun, groups that cannot be merged as they are given. @throws TenonError */
export function makeCheckGroups(dependencies: ScopeDependencies) {
  const openScope = makeOpenScope(dependencies)
  const checkValues = makeCheckValues(dependencies)

  return async (ctx: RequestContext, { entity, target, operation, mode }: Checked): Promise<void> => {
    const isMerge = operation.kind === 'merge'
    if (isMerge !== 'groups' in target) throw problem(ctx, '/target', isMerge ? NEEDS_GROUPS : NO_GROUPS)
    if (!isMerge) return
    await openScope(ctx, { entity, action: 'update' })
    await openScope(ctx, { entity, action: 'delete' })
    const groups = groupsOf(target)
    checkNames(ctx, groups)
    if (mode === 'allOrNothing' && groups.length > MAX_WHOLE) throw problem(ctx, '/target/groups', TOO_MANY_WHOLE)
    for (const [at, { values = {} }] of groups.entries()) {
      if (Object.keys(values).length > 0) await checkValuesOf(ctx, { entity, values, at })
    }
  }

  async function checkValuesOf(
    ctx: RequestContext,
    { entity, values, at }: { entity: string; values: JsonObject; at: number },
  ): Promise<void> {
    await checkValues(ctx, { entity, values }).catch((error: unknown) => {
      if (!(error instanceof TenonError)) throw error
      const problems = error.problems.map((one) => ({ ...one, pointer: `/target/groups/${at}/values${one.pointer}` }))
      throw new TenonError({ code: error.code, message: error.message, problems })
    })
  }
}

function groupsOf(target: BulkTarget): readonly MergeGroup[] {
  return 'groups' in target ? target.groups : []
}

/** A report has one line for each record that stays, and none stays twice. */
function checkNames(ctx: RequestContext, groups: readonly MergeGroup[]): void {
  const records = groups.reduce((sum, { from }) => sum + 1 + from.length, 0)
  if (records > MAX_RECORDS) throw problem(ctx, '/target/groups', TOO_MANY)
  const kept = new Set<string>()
  for (const [at, group] of groups.entries()) {
    const [into = '', ...from] = idsOf(group)
    if (kept.has(into)) throw problem(ctx, `/target/groups/${at}/into/id`, KEPT_TWICE)
    kept.add(into)
    if (new Set([into, ...from]).size <= from.length) throw problem(ctx, `/target/groups/${at}/from`, NAMED_TWICE)
  }
}

const NEEDS_GROUPS = {
  en: "'merge' takes groups: { groups: [{ into, from, values }] }",
  'zh-CN': '“merge”需要分组：{ groups: [{ into, from, values }] }',
}
const NO_GROUPS = { en: "groups go with the operation 'merge' alone", 'zh-CN': '分组只能用于“merge”操作' }
const TOO_MANY = {
  en: `more than ${MAX_RECORDS} records in all: merge fewer groups at once`,
  'zh-CN': `记录总数超过 ${MAX_RECORDS} 条：请减少一次合并的组数`,
}
const TOO_MANY_WHOLE = {
  en: `all or nothing is possible for ${MAX_WHOLE} groups at most: choose fewer, or let each stand for itself`,
  'zh-CN': `“全部或全不”最多支持 ${MAX_WHOLE} 组：请减少数量，或逐组独立执行`,
}
const KEPT_TWICE = {
  en: 'this record stays in a group before already: make one group of both',
  'zh-CN': '此记录已是前面某组保留的记录：请将两组合为一组',
}
const NAMED_TWICE = { en: 'a record can be named once in a group', 'zh-CN': '每条记录在一组中只能出现一次' }

function problem({ locale }: RequestContext, pointer: string, text: LocalizedText): TenonError {
  const message = textIn(text, locale)
  return new TenonError({ code: 'BAD_REQUEST', message, problems: [{ pointer, message, rule: 'groups' }] })
}

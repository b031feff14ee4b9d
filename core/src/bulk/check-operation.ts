import type { BulkOperation, StartBulkInput } from '@tenon/sdk/contract/bulk-api'
import { textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import { hasCommonTags } from '../model/common-tags.ts'
import { makeCheckValues } from '../records/many/update-many.ts'
import { makeOpenScope, type ScopeDependencies } from '../records/record-scope.ts'
import { makeCheckGroups } from './check-groups.ts'
import { valuesOf } from './values-of.ts'

export type CheckOperation = (ctx: RequestContext, input: StartBulkInput) => Promise<void>

/** Makes the function that refuses, before anything is begun, what could be done to no record. @throws TenonError */
export function makeCheckOperation(dependencies: ScopeDependencies): CheckOperation {
  const openScope = makeOpenScope(dependencies)
  const checkValues = makeCheckValues(dependencies)
  const checkGroups = makeCheckGroups(dependencies)
  return async (ctx, input) => {
    const { entity, operation } = input
    await checkGroups(ctx, input)
    if (operation.kind === 'merge') return
    if (operation.kind === 'delete' || operation.kind === 'restore') {
      await openScope(ctx, { entity, action: 'delete' })
      return
    }
    if (operation.kind === 'tag') {
      const scope = await openScope(ctx, { entity, action: 'update' })
      if (!hasCommonTags(scope.entity)) throw noTags(ctx)
    }
    const values = valuesOf(operation, {})
    const moved = ['pipeline', 'stage'].find((name) => Object.hasOwn(values, name))
    if (moved !== undefined) throw notAMove(ctx, moved)
    if (Object.keys(values).length === 0 || changesNoTag(operation)) throw nothing(ctx)
    await checkValues(ctx, { entity, values }).catch((error: unknown) => {
      throw error instanceof TenonError ? withinOperation(error, operation) : error
    })
  }
}

/** Problems of values point into the call's input. */
function withinOperation(error: TenonError, { kind }: BulkOperation): TenonError {
  const { code, message } = error
  const place = kind === 'update' ? '/operation/values' : '/operation'
  const problems = error.problems.map((problem) => ({ ...problem, pointer: `${place}${problem.pointer}` }))
  return new TenonError({ code, message, problems })
}

function changesNoTag(operation: BulkOperation): boolean {
  return operation.kind === 'tag' && [operation.add, operation.remove].every((ids) => (ids ?? []).length === 0)
}

function noTags({ locale }: RequestContext): TenonError {
  const text = {
    en: 'These records have no tags of the tenant: they have a field of that name of their own.',
    'zh-CN': '这些记录没有通用标签：该实体有自己的同名字段。',
  }
  const message = textIn(text, locale)
  const problems = [{ pointer: '/operation/kind', message, rule: 'tag' }]
  return new TenonError({ code: 'BAD_REQUEST', message, problems })
}

function nothing({ locale }: RequestContext): TenonError {
  const message = textIn(
    { en: 'Give at least one field or tag to change.', 'zh-CN': '请至少给出一个要修改的字段或标签。' },
    locale,
  )
  return new TenonError({
    code: 'BAD_REQUEST',
    message,
    problems: [{ pointer: '/operation', message, rule: 'values' }],
  })
}

function notAMove({ locale }: RequestContext, field: string): TenonError {
  const text = {
    en: 'A change of many records moves none to another stage: a move has rules of its own, and is asked for record by record.',
    'zh-CN': '批量修改不能移动阶段：移动有其自身规则，须逐条进行。',
  }
  const message = textIn(text, locale)
  const problems = [{ pointer: `/operation/values/${field}`, message, rule: 'stage' }]
  return new TenonError({ code: 'BAD_REQUEST', message, problems })
}

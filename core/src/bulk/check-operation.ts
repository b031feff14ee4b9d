import type { BulkOperation } from '@tenon/sdk/contract/bulk-api'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import { makeCheckValues } from '../records/many/update-many.ts'
import { makeOpenScope, type ScopeDependencies } from '../records/record-scope.ts'

/** What a run sets in each record; null for one that deletes or brings back. */
export function valuesOf(operation: BulkOperation): JsonObject | null {
  if (operation.kind === 'update') return operation.values
  return operation.kind === 'assign' ? { ownerId: operation.ownerId } : null
}

export type CheckOperation = (ctx: RequestContext, entity: string, operation: BulkOperation) => Promise<void>

/** Makes the function that refuses, before anything is begun, what could be done to no record. @throws TenonError */
export function makeCheckOperation(dependencies: ScopeDependencies): CheckOperation {
  const openScope = makeOpenScope(dependencies)
  const checkValues = makeCheckValues(dependencies)
  return async (ctx, entity, operation) => {
    const values = valuesOf(operation)
    if (values === null) {
      await openScope(ctx, { entity, action: 'delete' })
      return
    }
    const moved = ['pipeline', 'stage'].find((name) => Object.hasOwn(values, name))
    if (moved !== undefined) throw notAMove(ctx, moved)
    if (Object.keys(values).length === 0) throw nothing(ctx)
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

function nothing({ locale }: RequestContext): TenonError {
  const message = textIn({ en: 'Give at least one field to change.', 'zh-CN': '请至少给出一个要修改的字段。' }, locale)
  return new TenonError({
    code: 'BAD_REQUEST',
    message,
    problems: [{ pointer: '/operation/values', message, rule: 'values' }],
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

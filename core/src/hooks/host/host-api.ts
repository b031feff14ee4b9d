import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import { HOST_METHODS, type HostMethod } from '@tenon/sdk/contract/sandbox-protocol'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { SandboxCall } from '../../sandbox/sandbox.ts'
import { makeHostBudget } from './host-budget.ts'
import { hostDenied } from './host-denied.ts'
import type { HostMethodDefinition, HostMethods } from './host-method.ts'
import type { HostScope } from './host-scope.ts'
import { nearestProblem } from './nearest-problem.ts'

/**
 * Answers the host calls of one call. Capabilities are checked here, before anything is read: an entity that does
 * not exist and one that was not granted give the same answer.
 */
export function makeHostApi(methods: HostMethods, scope: Omit<HostScope, 'budget'>): SandboxCall['host'] {
  const budget = makeHostBudget(scope.kind, scope.ctx.locale)
  return async (method, args, signal) => {
    const definition = isHostMethod(method) && scope.kind !== 'guard' ? methods[method] : undefined
    if (definition === undefined) throw hostDenied(scope.ctx, method)
    const ctx = { ...scope.ctx, signal: AbortSignal.any([scope.ctx.signal, signal]) }
    return definition.run({ ...scope, budget, ctx }, read(ctx.locale, { method, definition, args }))
  }
}

interface MadeCall {
  method: string
  definition: HostMethodDefinition
  args: unknown
}

/** @throws TenonError VALIDATION_FAILED that names the argument */
function read(locale: Locale, { method, definition, args }: MadeCall): unknown {
  const { success, data, error } = definition.args.safeParse(args)
  if (success) return data
  const problem = nearestProblem(error.issues, { locale })
  const message = {
    en: `The arguments of ${method} are wrong at ${problem}.`,
    'zh-CN': `${method} 的参数有误，位于${problem}。`,
  }
  throw new TenonError({ code: 'VALIDATION_FAILED', message: textIn(message, locale) })
}

function isHostMethod(method: string): method is HostMethod {
  return Object.hasOwn(HOST_METHODS, method)
}

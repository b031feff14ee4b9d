import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { HOST_METHODS, type HostMethod } from '@tenon/sdk/contract/sandbox-protocol'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { z } from 'zod'
import type { RequestContext } from '../context/request-context.ts'
import { CALL_LIMITS } from '../sandbox/call-limits.ts'
import type { CallKind, SandboxCall } from '../sandbox/sandbox.ts'
import { HOST_ARGUMENTS } from './host-arguments.ts'
import type { HostRecords } from './host-records.ts'

/** Writes of hooks of writes of hooks: how deep they may go. */
const MAX_DEPTH = 5

export interface HostApiInput {
  records: HostRecords
  /** As whom the plugin acts; its depth is that of the writes made here. */
  ctx: RequestContext
  grants: readonly string[]
  kind: CallKind
}

/**
 * Answers the host calls of one call. Capabilities are checked here, before anything is read: an entity that does
 * not exist and one that was not granted give the same answer.
 */
export function makeHostApi({ records, ctx, grants, kind }: HostApiInput): SandboxCall['host'] {
  const budget = { ...CALL_LIMITS[kind] }

  function demand(method: HostMethod, entity: string): void {
    const right = HOST_METHODS[method].effect
    if (!grants.includes(`entity:${entity}:${right}`)) throw denied(method, entity)
    if (right === 'write') spendWrite(method)
    else if (budget.rowsRead <= 0) throw overLimit(`it may read ${CALL_LIMITS[kind].rowsRead} records.`)
  }

  function spendWrite(method: HostMethod): void {
    const { rowsWritten } = CALL_LIMITS[kind]
    if (rowsWritten === 0) throw notHere(method)
    if (ctx.depth > MAX_DEPTH) throw overLimit(`hooks that set off hooks go ${MAX_DEPTH} levels deep at most.`)
    if (budget.rowsWritten <= 0) throw overLimit(`it may write ${rowsWritten} records.`)
    budget.rowsWritten -= 1
  }

  async function answer(method: HostMethod, args: JsonValue, at: RequestContext): Promise<JsonValue> {
    switch (method) {
      case 'records.find': {
        const input = read(method, args)
        demand(method, input.entity)
        const limit = Math.min(input.limit ?? 50, budget.rowsRead)
        const page = await records.find(at, { ...input, limit })
        budget.rowsRead -= page.records.length
        return { ...page, records: page.records.map(bare) }
      }
      case 'records.get': {
        const input = read(method, args)
        demand(method, input.entity)
        const record = await records.get(at, input)
        budget.rowsRead -= 1
        return bare(record)
      }
      case 'records.create': {
        const input = read(method, args)
        demand(method, input.entity)
        return bare(await records.create(at, input))
      }
      case 'records.update': {
        const input = read(method, args)
        demand(method, input.entity)
        return bare(await records.update(at, input))
      }
    }
  }

  return (method, args, signal) => {
    if (!isHostMethod(method) || kind === 'guard') return Promise.reject(denied(method, ''))
    return answer(method, args, { ...ctx, signal: AbortSignal.any([ctx.signal, signal]) })
  }
}

/** @throws TenonError VALIDATION_FAILED that names the argument */
function read<M extends HostMethod>(method: M, args: JsonValue): z.infer<(typeof HOST_ARGUMENTS)[M]> {
  const { success, data, error } = HOST_ARGUMENTS[method].safeParse(args)
  if (success) return data as z.infer<(typeof HOST_ARGUMENTS)[M]>
  const issue = error.issues[0]
  const place = issue === undefined ? '' : ` at '/${issue.path.join('/')}': ${issue.message}`
  throw new TenonError({ code: 'VALIDATION_FAILED', message: `The arguments of ${method} are wrong${place}.` })
}

/** Without the titles of records that references point at: these may be of entities that were not granted. */
function bare(record: TenonRecord): JsonValue {
  const { $labels: _labels, $expanded: _expanded, ...rest } = record
  return JSON.parse(JSON.stringify(rest))
}

function isHostMethod(method: string): method is HostMethod {
  return Object.hasOwn(HOST_METHODS, method)
}

function denied(method: string, entity: string): TenonError {
  const of = entity === '' ? '' : ` of '${entity}'`
  return new TenonError({ code: 'FORBIDDEN', message: `${method}${of} is not among the plugin's capabilities.` })
}

function notHere(method: string): TenonError {
  return new TenonError({
    code: 'FORBIDDEN',
    message: `${method} is not allowed in this kind of hook: it may only read.`,
  })
}

function overLimit(message: string): TenonError {
  return new TenonError({ code: 'PLUGIN_HOST_CALL_LIMIT', message: `Too much for one call: ${message}` })
}

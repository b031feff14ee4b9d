import { TenonError } from '@tenon/sdk/contract/tenon-error'
import pLimit, { type LimitFunction } from 'p-limit'
import { CALL_LIMITS } from '../../sandbox/call-limits.ts'
import type { CallKind } from '../../sandbox/sandbox.ts'

/** Writes of hooks of writes of hooks: how deep they may go. */
const MAX_DEPTH = 5
const HTTP_IN_FLIGHT = 6

/** What one call may still ask of its host. Every function throws PLUGIN_HOST_CALL_LIMIT or FORBIDDEN. */
export interface HostBudget {
  /** Records that may still be read; there is at least one. */
  rowsLeft(): number
  /** How many of so many may be read. They are taken at once: others of the call may be reading meanwhile. */
  takeRows(most: number): number
  giveRowsBack(count: number): void
  /** Before a record is written; `depth` is that of the write. */
  spendWrite(method: string, depth: number): void
  /** Before anything else is changed: kv, events, jobs. */
  spendEffect(method: string): void
  /** The same for what sets off hooks: jobs and events; `depth` is that of the hooks. */
  spendCause(method: string, depth: number): void
  spendHttp(): void
  /** Makes an HTTP request once fewer than six of this call are under way. */
  inHttpTurn<T>(request: () => Promise<T>): Promise<T>
}

export function makeHostBudget(kind: CallKind): HostBudget {
  const limits = CALL_LIMITS[kind]
  const left = { ...limits }
  const spendEffect = (method: string) => {
    if (limits.effects === 0) throw notHere(method)
    if (left.effects <= 0) throw overLimit(`it may change ${limits.effects} things besides records.`)
    left.effects -= 1
  }
  const rowsLeft = () => {
    if (left.rowsRead <= 0) throw overLimit(`it may read ${limits.rowsRead} records.`)
    return left.rowsRead
  }
  let turns: LimitFunction | undefined
  return {
    rowsLeft,
    takeRows(most) {
      const taken = Math.min(most, rowsLeft())
      left.rowsRead -= taken
      return taken
    },
    giveRowsBack(count) {
      left.rowsRead += count
    },
    spendWrite(method, depth) {
      if (limits.rowsWritten === 0) throw notHere(method)
      if (depth > MAX_DEPTH) throw tooDeep()
      if (left.rowsWritten <= 0) throw overLimit(`it may write ${limits.rowsWritten} records.`)
      left.rowsWritten -= 1
    },
    spendEffect,
    spendCause(method, depth) {
      spendEffect(method)
      if (depth > MAX_DEPTH) throw tooDeep()
    },
    spendHttp() {
      if (left.httpCalls <= 0) throw overLimit(`it may make ${limits.httpCalls} HTTP requests.`)
      left.httpCalls -= 1
    },
    inHttpTurn(request) {
      turns ??= pLimit(HTTP_IN_FLIGHT)
      return turns(request)
    },
  }
}

function notHere(method: string): TenonError {
  return new TenonError({
    code: 'FORBIDDEN',
    message: `${method} is not allowed in this kind of hook: it may only read.`,
  })
}

function tooDeep(): TenonError {
  return overLimit(`hooks that set off hooks go ${MAX_DEPTH} levels deep at most.`)
}

function overLimit(message: string): TenonError {
  return new TenonError({ code: 'PLUGIN_HOST_CALL_LIMIT', message: `Too much for one call: ${message}` })
}

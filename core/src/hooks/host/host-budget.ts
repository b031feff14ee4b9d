import { type Locale, type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import pLimit, { type LimitFunction } from 'p-limit'
import { CALL_LIMITS } from '../../sandbox/call-limits.ts'
import type { CallKind } from '../../sandbox/sandbox.ts'
import { MAX_HOOK_DEPTH } from '../../tasks/hook-depth.ts'

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

export function makeHostBudget(kind: CallKind, locale: Locale): HostBudget {
  const { notHere, tooDeep, overLimit } = makeRefusals(locale)
  const limits = CALL_LIMITS[kind]
  const left = { ...limits }
  const spendEffect = (method: string) => {
    if (limits.effects === 0) throw notHere(method)
    if (left.effects <= 0)
      throw overLimit({
        en: `it may change ${limits.effects} things besides records.`,
        'zh-CN': `除记录外最多可更改 ${limits.effects} 项。`,
      })
    left.effects -= 1
  }
  const rowsLeft = () => {
    if (left.rowsRead <= 0)
      throw overLimit({
        en: `it may read ${limits.rowsRead} records.`,
        'zh-CN': `最多可读取 ${limits.rowsRead} 条记录。`,
      })
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
      if (depth > MAX_HOOK_DEPTH) throw tooDeep()
      if (left.rowsWritten <= 0)
        throw overLimit({
          en: `it may write ${limits.rowsWritten} records.`,
          'zh-CN': `最多可写入 ${limits.rowsWritten} 条记录。`,
        })
      left.rowsWritten -= 1
    },
    spendEffect,
    spendCause(method, depth) {
      spendEffect(method)
      if (depth > MAX_HOOK_DEPTH) throw tooDeep()
    },
    spendHttp() {
      if (left.httpCalls <= 0)
        throw overLimit({
          en: `it may make ${limits.httpCalls} HTTP requests.`,
          'zh-CN': `最多可发出 ${limits.httpCalls} 个 HTTP 请求。`,
        })
      left.httpCalls -= 1
    },
    inHttpTurn(request) {
      turns ??= pLimit(HTTP_IN_FLIGHT)
      return turns(request)
    },
  }
}

/** What a call is told of its limits, in its language. */
function makeRefusals(locale: Locale) {
  const overLimit = (text: LocalizedText) => {
    const texts = { en: `Too much for one call: ${text.en}`, 'zh-CN': `超出一次调用的限制：${text['zh-CN']}` }
    return new TenonError({ code: 'PLUGIN_HOST_CALL_LIMIT', message: textIn(texts, locale), texts })
  }
  const tooDeep = () =>
    overLimit({
      en: `hooks that set off hooks go ${MAX_HOOK_DEPTH} levels deep at most.`,
      'zh-CN': `钩子相互触发最多 ${MAX_HOOK_DEPTH} 层。`,
    })
  const notHere = (method: string) => {
    const message = {
      en: `${method} is not allowed in this kind of hook: it may only read.`,
      'zh-CN': `此类钩子中不允许 ${method}：只能读取。`,
    }
    return new TenonError({ code: 'FORBIDDEN', message: textIn(message, locale) })
  }
  return { overLimit, tooDeep, notHere }
}

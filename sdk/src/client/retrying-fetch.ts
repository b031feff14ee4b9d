/** Calls that the server makes once for each idempotency key, however often they come. */
const KEYED =
  /\/api\/trpc\/(records\.(create|createMany|update|delete|restore|merge|unmerge|moveStage)|bulk\.(start|undo))$/
/** Calls that change nothing. */
const READING = /\/api\/trpc\/(records\.(get|find|summarize|history|moves|stageHistory)|model\.view|session\.me)$/
const LONGEST_WAIT_MS = 10_000

export interface RetryOptions {
  /** Tries after the first one. Default: 3. */
  retries?: number
  /** What sends a request. Default: the global `fetch`. */
  fetch?: typeof fetch
}

/**
 * A `fetch` for `createTenonClient` that tries again where it is safe: reads, and writes of records, which get an
 * idempotency key so that none is made twice. Again means: no answer came, or the server was busy (429, 503), after
 * its `retry-after` or a growing pause. Every other request, and every other answer, is passed on as it is.
 */
export function retryingFetch({
  retries = 3,
  fetch: send = (...request) => fetch(...request),
}: RetryOptions = {}): typeof fetch {
  return async (target, init = {}) => {
    const address = String(target instanceof Request ? target.url : target)
    const isKeyed = KEYED.test(address)
    if (!isKeyed && !READING.test(address)) return send(target, init)
    const headers = new Headers(init.headers)
    if (isKeyed && !headers.has('idempotency-key')) headers.set('idempotency-key', newKey())
    for (let left = retries; ; left--) {
      const response = await send(target, { ...init, headers }).catch((error: unknown) => {
        if (left === 0 || init.signal?.aborted === true) throw error
        return null
      })
      const isBusy = response === null || response.status === 429 || response.status === 503
      if (response !== null && (!isBusy || left === 0)) return response
      await response?.body?.cancel()
      await pause(waitBefore(response, retries - left), init.signal)
    }
  }
}

function waitBefore(response: Response | null, tried: number): number {
  const told = Number(response?.headers.get('retry-after') ?? Number.NaN) * 1_000
  const wait = Number.isFinite(told) ? told : 300 * 2 ** tried
  // Not all at the same moment.
  return Math.min(LONGEST_WAIT_MS, wait) * (1 + Math.random() / 4)
}

function pause(milliseconds: number, signal: AbortSignal | null | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds)
    signal?.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(signal.reason)
    })
  })
}

/** Not `randomUUID`, which browsers have in secure contexts only. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(16).padStart(8, '0')).join('')
}

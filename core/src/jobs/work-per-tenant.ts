import { setTimeout as sleep } from 'node:timers/promises'

/** Work on many tenants side by side, one worker for each. */
export interface TenantWork {
  /** Has the tenant's work done; a call during its round makes the worker look once more. */
  wake(schema: string): void
  /** Whether a round of the tenant is under way. */
  isAtWork(schema: string): boolean
  /** Resolves when all that was under way is done. */
  close(): Promise<void>
}

export interface TenantWorkOptions {
  onError: (error: unknown) => void
  /** Between two rounds of a tenant, so that what comes meanwhile is done in one. The first waits for nothing. */
  pauseMilliseconds?: number
}

const AGAIN_MILLISECONDS = 1_000

/**
 * `work` does what there is to do for a tenant now, and stops between two steps once `isClosed`. When it fails, it is
 * tried again only if it was asked for meanwhile.
 */
export function workPerTenant(
  work: (schema: string, isClosed: () => boolean) => Promise<void>,
  { onError, pauseMilliseconds = 0 }: TenantWorkOptions,
): TenantWork {
  const working = new Map<string, { again: boolean; done: Promise<void> }>()
  let closed = false

  async function run(schema: string, state: { again: boolean }): Promise<void> {
    while (state.again && !closed) {
      state.again = false
      await work(schema, () => closed)
      if (pauseMilliseconds > 0 && !closed) await sleep(pauseMilliseconds)
    }
  }

  function wake(schema: string): void {
    const current = working.get(schema)
    if (closed || current !== undefined) {
      if (current !== undefined) current.again = true
      return
    }
    const state = { again: true, done: Promise.resolve() }
    working.set(schema, state)
    state.done = run(schema, state)
      .catch(onError)
      .finally(() => {
        working.delete(schema)
        if (state.again && !closed) setTimeout(wake, AGAIN_MILLISECONDS, schema).unref()
      })
  }

  return {
    wake,
    isAtWork: (schema) => working.has(schema),
    close: async () => {
      closed = true
      await Promise.all([...working.values()].map(({ done }) => done))
    },
  }
}

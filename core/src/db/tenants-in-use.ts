/** A tenant is at rest once nobody has used it for so long, and for twice as long at the latest. */
const PERIOD_MILLISECONDS = 120_000

/** Told of tenants that have gone to rest, by their schemas, and since when nobody has used them (of `performance.now`). */
type RestListener = (schemas: readonly string[], unusedSince: number) => void

/**
 * Which tenants somebody uses at the moment. What is kept for a tenant so that it need not be made again at each request is
 * dropped when the tenant goes to rest: it costs nothing then but its rows. Whoever holds a part goes on with it; the next
 * request makes it anew.
 */
export interface TenantsInUse {
  note(schema: string): void
  /** In use until the function returned is called, whatever is asked for meanwhile. */
  hold(schema: string): () => void
  /** The function returned ends it. */
  onRest(listener: RestListener): () => void
  /** As `onRest`, for what is done when more tenants have gone to rest than are still in use, and after them. */
  onQuiet(listener: () => void): () => void
  close(): void
}

/** Makes the account of it: one timer for all tenants, and none while nobody uses any. */
export function makeTenantsInUse(periodMilliseconds = PERIOD_MILLISECONDS): TenantsInUse {
  let [recent, before] = [new Set<string>(), new Set<string>()]
  let began = performance.now()
  let timer: NodeJS.Timeout | null = null
  const held = new Map<string, number>()
  const resting = new Set<RestListener>()
  const quiet = new Set<() => void>()

  function endPeriod(): void {
    const gone = [...before].filter((schema) => !recent.has(schema) && !held.has(schema))
    const unusedSince = began
    before = new Set([...recent, ...held.keys()])
    recent = new Set()
    began = performance.now()
    if (before.size === 0) close()
    if (gone.length === 0) return
    for (const listener of resting) listener(gone, unusedSince)
    if (gone.length > before.size) for (const listener of quiet) listener()
  }

  function close(): void {
    if (timer !== null) clearInterval(timer)
    timer = null
  }

  function note(schema: string): void {
    recent.add(schema)
    if (timer !== null) return
    began = performance.now()
    timer = setInterval(endPeriod, periodMilliseconds).unref()
  }

  return {
    note,
    hold(schema) {
      note(schema)
      held.set(schema, (held.get(schema) ?? 0) + 1)
      let isHeld = true
      return () => {
        if (!isHeld) return
        isHeld = false
        const others = (held.get(schema) ?? 1) - 1
        if (others > 0) held.set(schema, others)
        else held.delete(schema)
      }
    },
    onRest: (listener) => adding(resting, listener),
    onQuiet: (listener) => adding(quiet, listener),
    close,
  }
}

function adding<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

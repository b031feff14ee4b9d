/** Remembers what was loaded for a short time; callers who ask for the same key at once share one load. */
export interface TtlCache<T> {
  get(key: string, load: () => Promise<T>): Promise<T>
  delete(key: string): void
  /** Of all keys that begin so. */
  deleteAll(prefix: string): void
  /** Of all values of which that holds, and of those that are still being loaded. */
  deleteWhere(holds: (value: T) => boolean): void
  clear(): void
}

interface Entry<T> {
  value: Promise<T>
  /** The same, once it is there. */
  loaded: { value: T } | null
  until: number
}

const MAX_ENTRIES = 10_000

/** Failed loads are not remembered. What is too old is not kept either, although nobody asks for it again. */
export function makeTtlCache<T>(milliseconds: number): TtlCache<T> {
  const entries = new Map<string, Entry<T>>()
  let isAwaiting = false

  function dropOld(): void {
    isAwaiting = false
    const now = Date.now()
    for (const [key, { until }] of entries) if (until <= now) entries.delete(key)
    if (entries.size > 0) awaitOld()
  }

  /** One timer for all, and none while there is nothing. */
  function awaitOld(): void {
    if (!isAwaiting) setTimeout(dropOld, milliseconds).unref()
    isAwaiting = true
  }

  function remember(key: string, load: () => Promise<T>): Promise<T> {
    const entry: Entry<T> = { value: load(), loaded: null, until: Date.now() + milliseconds }
    entry.value.then(
      (value) => {
        entry.loaded = { value }
      },
      () => {
        if (entries.get(key) === entry) entries.delete(key)
      },
    )
    entries.delete(key)
    entries.set(key, entry)
    awaitOld()
    dropOldest(entries)
    return entry.value
  }

  return {
    get(key, load) {
      const known = entries.get(key)
      return known && known.until > Date.now() ? known.value : remember(key, load)
    },
    delete: (key) => void entries.delete(key),
    deleteAll(prefix) {
      for (const key of entries.keys()) if (key.startsWith(prefix)) entries.delete(key)
    },
    deleteWhere(holds) {
      for (const [key, { loaded }] of entries) if (loaded === null || holds(loaded.value)) entries.delete(key)
    },
    clear: () => entries.clear(),
  }
}

/** A map keeps its insertion order, so that the first key is the oldest. */
function dropOldest(entries: Map<string, unknown>): void {
  const oldest = entries.keys().next()
  if (entries.size > MAX_ENTRIES && !oldest.done) entries.delete(oldest.value)
}

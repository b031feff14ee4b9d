/** How long the marking of events that were told has time at least: until then what else comes of the tenant joins it. */
const MARK_MILLISECONDS = 2_000
/** Then this often, of so many tenants: each takes a statement, and writes of thousands are not to wait for all of theirs. */
const [EACH_MILLISECONDS, MOST_TENANTS] = [500, 20]
/** Of one tenant: then they are marked at once. */
const MOST_OF_TENANT = 100
/** Of all: then no more are told before they are marked. */
const MOST = 10_000

export interface ToldEvents {
  /** Whether more may be told before they are marked. */
  hasRoom(): boolean
  add(schema: string, events: ReadonlyArray<{ id: string }>): void
  /** Ids of the tenant's events that live subscribers have been told of, but that may not be marked as delivered yet. */
  of(schema: string): readonly string[]
  forget(schema: string, ids: readonly string[]): void
  schemas(): readonly string[]
  /** Nobody is woken any more. */
  close(): void
}

/** Remembers which events live subscribers were told of ahead of their marking, and has `wake` see to that in time. */
export function makeToldEvents(wake: (schema: string) => void): ToldEvents {
  const bySchema = new Map<string, Set<string>>()
  /** Who is to be woken. */
  const waiting = new Set<string>()
  let count = 0
  let timer: NodeJS.Timeout | undefined

  /** Those that have waited longest. */
  function wakeSome(): void {
    timer = undefined
    const first = [...waiting].slice(0, MOST_TENANTS)
    for (const schema of first) {
      waiting.delete(schema)
      wake(schema)
    }
    if (waiting.size > 0) arm(EACH_MILLISECONDS)
  }

  function arm(milliseconds: number): void {
    timer ??= setTimeout(wakeSome, milliseconds)
    timer.unref()
  }

  function add(schema: string, events: ReadonlyArray<{ id: string }>): void {
    const own = bySchema.get(schema) ?? new Set()
    bySchema.set(schema, own)
    count -= own.size
    for (const { id } of events) own.add(id)
    count += own.size
    if (own.size >= MOST_OF_TENANT) wake(schema)
    waiting.add(schema)
    arm(MARK_MILLISECONDS)
  }

  function forget(schema: string, ids: readonly string[]): void {
    const own = bySchema.get(schema)
    if (own === undefined) return
    for (const id of ids) if (own.delete(id)) count -= 1
    if (own.size === 0) bySchema.delete(schema)
  }

  return {
    hasRoom: () => count < MOST,
    add,
    of: (schema) => [...(bySchema.get(schema) ?? [])],
    forget,
    schemas: () => [...bySchema.keys()],
    close: () => clearTimeout(timer),
  }
}

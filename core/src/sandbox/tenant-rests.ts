/** A tenant that uses much processor time rests so many times as long as it has worked, before it begins another call. */
const REST_PER_WORK = 3
const MAX_REST_MS = 50

/**
 * Who has to rest for how long. Spread out so, a tenant that would use up its budget in one go leaves the others'
 * calls a processor to run on, and core's own thread room between its replies.
 */
export class TenantRests {
  readonly #until = new Map<string, number>()
  readonly #now: () => number

  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  noteWork(tenantId: string, ms: number): void {
    const now = this.#now()
    const begins = Math.max(now, this.#until.get(tenantId) ?? 0)
    this.#until.set(tenantId, Math.min(begins + ms * REST_PER_WORK, now + MAX_REST_MS))
  }

  readonly isOver = (tenantId: string): boolean => {
    if ((this.#until.get(tenantId) ?? 0) > this.#now()) return false
    this.#until.delete(tenantId)
    return true
  }

  /** Milliseconds until the next one may go on; 0 where nobody rests. */
  get next(): number {
    const ends = [...this.#until.values()]
    return ends.length === 0 ? 0 : Math.max(0, Math.min(...ends) - this.#now())
  }
}

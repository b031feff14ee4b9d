/** Of messages that say nothing but that they arrive. */
const CHANNEL = 'tenon_hearing'
/** How old the last proof is when another is asked for. */
const PROOF_MILLISECONDS = 10_000
/** How old it may be: as long as what is not proven is trusted, too. */
const TRUSTED_MILLISECONDS = 30_000

/** The connection that listens. */
interface Ear {
  /** Sends a message to itself. */
  ask(token: string): Promise<void>
  /** Breaks it, so that another one is made. */
  giveUp(): void
}

export interface Hearing {
  readonly channel: string
  /** The connection has begun to listen. */
  begin(ear: Ear): void
  hear(channel: string, payload: string | undefined): void
  /** It is gone. */
  end(): void
  /**
   * Whether whatever was told of by a transaction that ended after `at` (of `performance.now`), and thirty seconds ago or
   * earlier, has arrived.
   */
  hasHeardSince(at: number): boolean
}

/**
 * What a process knows of messages that it may have missed. PostgreSQL hands notices over in the order of their commits, so
 * that with a message to oneself all arrive that were committed before it was sent. It is sent when somebody asks, and not
 * where nobody does; a connection that does not bring it is broken off, for one that is silently dead would stay for hours.
 */
export function makeHearing(monotonic = () => performance.now()): Hearing {
  let ear: Ear | null = null
  let since = Number.POSITIVE_INFINITY
  let provenAt = Number.NEGATIVE_INFINITY
  let asked: { token: string; at: number; timeout: NodeJS.Timeout } | null = null
  let count = 0

  function end(): void {
    ear = null
    since = Number.POSITIVE_INFINITY
    if (asked !== null) clearTimeout(asked.timeout)
    asked = null
  }

  function prove(now: number, by: Ear): void {
    count += 1
    const token = `${process.pid} ${count}`
    const timeout = setTimeout(() => missProof(by), TRUSTED_MILLISECONDS)
    timeout.unref()
    asked = { token, at: now, timeout }
    // One that is broken ends by itself.
    by.ask(token).catch(() => undefined)
  }

  /** One that never brought anything may be of a proxy through which nobody can listen: another would be no better. */
  function missProof(by: Ear): void {
    asked = null
    if (provenAt >= since) by.giveUp()
  }

  return {
    channel: CHANNEL,
    begin(fresh) {
      ear = fresh
      since = monotonic()
      provenAt = Number.NEGATIVE_INFINITY
    },
    hear(channel, payload) {
      if (channel !== CHANNEL || asked === null || payload !== asked.token) return
      provenAt = asked.at
      clearTimeout(asked.timeout)
      asked = null
    },
    end,
    hasHeardSince(at) {
      const now = monotonic()
      if (ear !== null && asked === null && now - provenAt > PROOF_MILLISECONDS) prove(now, ear)
      return at >= since && now - provenAt < TRUSTED_MILLISECONDS
    },
  }
}

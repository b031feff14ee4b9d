const WINDOW_MS = 60_000
const FIRST_PAUSE_MS = 30_000
const LONGEST_PAUSE_MS = 600_000
const MAX_KILLS = 3
const MAX_CONSECUTIVE_THROWS = 10

interface Circuit {
  kills: number[]
  throws: number[]
  /** 0 while closed. */
  openUntil: number
  pauseMs: number
  probing: boolean
}

/** What a finished call means for its hook: `killed` cost an isolate or a child, `threw` was the plugin's own error. */
export type CallVerdict = 'ok' | 'threw' | 'killed'

/**
 * Stops calling a hook that keeps failing: open after 3 kills or 10 throws in a row within a minute, half-open with
 * one probe after 30 s, twice as long after each failed probe, up to 10 min.
 */
export function makeCircuitBreaker(now: () => number = Date.now) {
  const circuits = new Map<string, Circuit>()

  function admit(key: string): boolean {
    const circuit = circuits.get(key)
    if (circuit === undefined || circuit.openUntil === 0) return true
    if (now() < circuit.openUntil || circuit.probing) return false
    circuit.probing = true
    return true
  }

  function report(key: string, verdict: CallVerdict): void {
    const circuit = circuits.get(key)
    if (verdict === 'ok') {
      // Throws must be in a row to count; kills count over the whole window.
      if (circuit?.probing || circuit?.kills.length === 0) circuits.delete(key)
      else if (circuit !== undefined) circuit.throws = []
      return
    }
    const failing = circuit ?? { kills: [], throws: [], openUntil: 0, pauseMs: FIRST_PAUSE_MS, probing: false }
    circuits.set(key, failing)
    const since = now() - WINDOW_MS
    const list = verdict === 'killed' ? failing.kills : failing.throws
    list.push(now())
    failing.kills = failing.kills.filter((at) => at > since)
    failing.throws = failing.throws.filter((at) => at > since)
    if (failing.probing) open(failing, Math.min(failing.pauseMs * 2, LONGEST_PAUSE_MS))
    else if (failing.kills.length >= MAX_KILLS || failing.throws.length >= MAX_CONSECUTIVE_THROWS) {
      open(failing, failing.pauseMs)
    }
  }

  function open(circuit: Circuit, pauseMs: number): void {
    circuit.pauseMs = pauseMs
    circuit.openUntil = now() + pauseMs
    circuit.probing = false
  }

  return {
    /** Whether the hook may be called now. The caller then owes a `report` or a `release`. */
    admit,
    report,
    /** The call ended without saying anything about the hook: it was cancelled, or its child was lost. */
    release(key: string): void {
      const circuit = circuits.get(key)
      if (circuit !== undefined) circuit.probing = false
    },
  }
}

const WINDOW_MS = 60_000
const FIRST_PAUSE_MS = 30_000
const LONGEST_PAUSE_MS = 600_000
const MAX_KILLS = 3
const MAX_CONSECUTIVE_THROWS = 10
const OPENINGS_WINDOW_MS = 3_600_000
const MAX_OPENINGS = 3
const MAX_CIRCUITS = 10_000

interface Circuit {
  kills: number[]
  throws: number[]
  /** When it opened from closed, within the last hour. */
  openings: number[]
  /** 0 while closed, Infinity once disabled. */
  openUntil: number
  pauseMs: number
  /** The call that tries whether the hook works again. */
  probe: CircuitCall | null
}

/** One call of a hook: an object of its own, so that the probe is told from calls that began before the circuit opened. */
export interface CircuitCall {
  /** Which hook. */
  readonly key: string
}

/** What a finished call means for its hook: `killed` cost an isolate or a child, `threw` was the plugin's own error. */
export type CallVerdict = 'ok' | 'threw' | 'killed'

export type CircuitState = 'closed' | 'open' | 'halfOpen' | 'disabled'

/** What a report has set off, for the operator to know. */
export type CircuitChange = 'opened' | 'disabled' | null

/**
 * Stops calling a hook that keeps failing: open after 3 kills or 10 throws in a row within a minute, half-open with
 * one probe after 30 s, twice as long after each failed probe, up to 10 min. The third opening within an hour
 * disables the hook, until it is reset or another version is installed, and so does a probe that fails after the
 * longest pause: nobody would ever hear of a hook that does nothing but fail.
 */
export function makeCircuitBreaker(now: () => number = Date.now) {
  const circuits = new Map<string, Circuit>()

  function state(key: string): CircuitState {
    const openUntil = circuits.get(key)?.openUntil ?? 0
    if (openUntil === 0) return 'closed'
    if (openUntil === Number.POSITIVE_INFINITY) return 'disabled'
    return now() < openUntil ? 'open' : 'halfOpen'
  }

  function admit(call: CircuitCall): boolean {
    const circuit = circuits.get(call.key)
    if (circuit === undefined || circuit.openUntil === 0) return true
    if (state(call.key) !== 'halfOpen') return false
    circuit.probe ??= call
    return circuit.probe === call
  }

  function report(call: CircuitCall, verdict: CallVerdict): CircuitChange {
    if (verdict === 'ok') {
      succeed(call)
      return null
    }
    const { key } = call
    const circuit = circuits.get(key) ?? newCircuit(key)
    const since = now() - WINDOW_MS
    const list = verdict === 'killed' ? circuit.kills : circuit.throws
    list.push(now())
    circuit.kills = circuit.kills.filter((at) => at > since)
    circuit.throws = circuit.throws.filter((at) => at > since)
    if (circuit.probe === call) return failProbe(circuit)
    const failing = circuit.kills.length >= MAX_KILLS || circuit.throws.length >= MAX_CONSECUTIVE_THROWS
    // Calls that were under way when it opened say nothing new.
    return failing && circuit.openUntil === 0 ? open(circuit) : null
  }

  function succeed(call: CircuitCall): void {
    const { key } = call
    const circuit = circuits.get(key)
    if (circuit === undefined) return
    circuit.throws = []
    if (circuit.probe === call)
      Object.assign(circuit, { kills: [], openUntil: 0, pauseMs: FIRST_PAUSE_MS, probe: null })
    if (circuit.kills.length === 0 && circuit.openings.length === 0 && circuit.openUntil === 0) circuits.delete(key)
  }

  function newCircuit(key: string): Circuit {
    if (circuits.size >= MAX_CIRCUITS) forgetQuiet(circuits, now() - WINDOW_MS)
    const pauseMs = FIRST_PAUSE_MS
    const circuit: Circuit = { kills: [], throws: [], openings: [], openUntil: 0, pauseMs, probe: null }
    circuits.set(key, circuit)
    return circuit
  }

  function open(circuit: Circuit): CircuitChange {
    circuit.openings = [...circuit.openings.filter((at) => at > now() - OPENINGS_WINDOW_MS), now()]
    return circuit.openings.length < MAX_OPENINGS ? pause(circuit, circuit.pauseMs) : disable(circuit)
  }

  function failProbe(circuit: Circuit): CircuitChange {
    if (circuit.pauseMs === LONGEST_PAUSE_MS) return disable(circuit)
    return pause(circuit, Math.min(circuit.pauseMs * 2, LONGEST_PAUSE_MS))
  }

  function pause(circuit: Circuit, pauseMs: number): CircuitChange {
    circuit.pauseMs = pauseMs
    circuit.openUntil = now() + pauseMs
    circuit.probe = null
    return 'opened'
  }

  return {
    /** Whether the hook may be called now, or still. The caller then owes a `report` or a `release`. */
    admit,
    report,
    state,
    /** The call ended without saying anything about the hook: it was cancelled, or its child was lost. */
    release(call: CircuitCall): void {
      const circuit = circuits.get(call.key)
      if (circuit?.probe === call) circuit.probe = null
    },
    /** Closes circuits, disabled ones too. */
    reset(matches: (key: string) => boolean): void {
      for (const key of circuits.keys()) if (matches(key)) circuits.delete(key)
    },
  }
}

function disable(circuit: Circuit): CircuitChange {
  Object.assign(circuit, { openUntil: Number.POSITIVE_INFINITY, probe: null })
  return 'disabled'
}

/** Drops circuits that are closed and in which nothing has happened since. */
function forgetQuiet(circuits: Map<string, Circuit>, since: number): void {
  for (const [key, { kills, throws, openings, openUntil }] of circuits) {
    const last = Math.max(0, ...kills, ...throws, ...openings.map((at) => at + OPENINGS_WINDOW_MS))
    if (openUntil === 0 && last < since) circuits.delete(key)
  }
}

export type CircuitBreaker = ReturnType<typeof makeCircuitBreaker>

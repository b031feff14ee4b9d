import type { CallLimits } from './call-limits.ts'
import { WATCHES_USAGE } from './read-process.ts'

/** Where only a slice's timer judges, wall time that it may take per CPU time left: on a busy machine all wait. */
const WALL_PER_CPU = 10
/**
 * Where CPU is watched from outside, wall limits are for those that use none. Whoever gets no processor on a busy
 * machine may finish past the limit, as far as the caller can still be told within a second of it.
 */
const STARVED_GRACE_MS = WATCHES_USAGE ? 500 : 0

/** The wall time of one call, from its first slice on. */
export class CallClock {
  readonly #limits: CallLimits
  #deadline = Number.POSITIVE_INFINITY
  #timer: NodeJS.Timeout | null = null

  constructor(limits: CallLimits) {
    this.#limits = limits
  }

  /** `onPassed` is told at the limit, and again at the end of the grace if it was not `final` before. */
  start(onPassed: (final: boolean) => void): void {
    const { wallMs } = this.#limits
    this.#deadline = performance.now() + wallMs
    this.#timer = setTimeout(() => {
      this.#timer = setTimeout(() => onPassed(true), STARVED_GRACE_MS)
      onPassed(false)
    }, wallMs)
  }

  get started(): boolean {
    return this.#timer !== null
  }

  get passed(): boolean {
    return performance.now() >= this.#deadline
  }

  /** How long a slice may take that begins now. */
  sliceTimeout(cpuMicros: number): number {
    const wallMs = this.started ? this.#deadline - performance.now() : this.#limits.wallMs
    const wallLeftMs = wallMs + STARVED_GRACE_MS
    const cpuLeftMs = this.#limits.cpuMs - cpuMicros / 1000
    const timeout = WATCHES_USAGE ? wallLeftMs : Math.min(WALL_PER_CPU * cpuLeftMs, wallLeftMs)
    return Math.max(1, Math.ceil(timeout))
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
  }
}

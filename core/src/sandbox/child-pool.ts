import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { isWorn, retire } from './child-wear.ts'
import { rendezvous } from './rendezvous.ts'
import type { SandboxChild } from './sandbox-child.ts'
import type { ChildMetrics } from './sandbox-metrics.ts'
import { lowerPriority } from './spawn-child.ts'
import { startChild } from './start-child.ts'

const PENALTY_NICE = 19
const PENALTY_MS = 600_000
/** How long a tenant that uses much processor time is kept apart from the others. */
const BUSY_MS = 10_000
/** A child may be killed while it starts, like any other. */
const START_ATTEMPTS = 3

const SWEEP_MS = 30_000
/** Isolates that no call has wanted for this long are forgotten. */
const ISOLATE_IDLE_MS = 600_000

export interface ChildPoolOptions {
  children: number
  isolateIdleMs?: number
  sweepMs?: number
  /** Children count what of plugins' code runs. */
  coverage?: boolean
  onDeath(child: SandboxChild): void
}

interface Place {
  child: SandboxChild | null
  starting: Promise<SandboxChild> | null
}

/**
 * Children by tenant: a tenant always gets the same one, so that a killed child hurts few. One more child waits warm,
 * because starting takes longer than a request should. A tenant whose code caused a kill works in the penalty child,
 * one that uses much processor time in the busy child.
 */
export class ChildPool {
  readonly #options: ChildPoolOptions
  readonly #places: Place[]
  readonly #penaltyPlace: Place = { child: null, starting: null }
  readonly #busyPlace: Place = { child: null, starting: null }
  /** Tenant → until when. */
  readonly #penalties = new Map<string, number>()
  readonly #busy = new Map<string, number>()
  readonly #alive = new Set<SandboxChild>()
  #spare: Promise<SandboxChild> | null = null
  #closed = false
  /** Starts under way; each settles when its child is ready or dead. */
  readonly #starting = new Set<Promise<void>>()
  /** Children started so far. */
  started = 0
  readonly #sweeper: NodeJS.Timeout

  constructor(options: ChildPoolOptions) {
    this.#options = options
    this.#places = Array.from({ length: options.children }, () => ({ child: null, starting: null }))
    this.#refillSpare()
    this.#sweeper = setInterval(() => this.#sweep(), options.sweepMs ?? SWEEP_MS)
    this.#sweeper.unref()
  }

  /** Rejects with UNAVAILABLE when no child can be started, or after `close`. */
  async childFor(tenantId: string): Promise<SandboxChild> {
    if (this.#closed) throw new TenonError({ code: 'UNAVAILABLE', message: 'The sandbox for plugin code is closed.' })
    const place = this.#placeOf(tenantId)
    if (place.child?.death === null) {
      if (!isWorn(place.child)) return place.child
      retire(place.child)
    }
    place.child = null
    place.starting ??= this.#fill(place)
    return place.starting
  }

  /** Moves a tenant to the penalty child for a while. */
  punish(tenantId: string): void {
    this.#penalties.set(tenantId, performance.now() + PENALTY_MS)
  }

  /** Moves a tenant that uses much processor time away from those that do not, who would wait behind its slices. */
  setAside(tenantId: string): void {
    this.#busy.set(tenantId, performance.now() + BUSY_MS)
  }

  pids(): number[] {
    return [...this.#alive].map((child) => child.pid)
  }

  /** The warm spare, as long as it has run no plugin's code; null while there is none. */
  async untouchedSpare(): Promise<SandboxChild | null> {
    const waiting = this.#spare
    const child = await waiting?.catch(() => null)
    if (waiting !== this.#spare || !child?.idle || child.death !== null) return null
    return child.loads.size === 0 && child.callCount === 0 ? child : null
  }

  /** All children alive, with what they are for. */
  roster(): Array<{ child: SandboxChild; role: ChildMetrics['role'] }> {
    const workers = new Set(this.#places.map(({ child }) => child))
    return [...this.#alive].map((child) => {
      if (workers.has(child)) return { child, role: 'worker' }
      if (child === this.#penaltyPlace.child) return { child, role: 'penalty' }
      if (child === this.#busyPlace.child) return { child, role: 'busy' }
      return { child, role: child.callCount === 0 ? 'spare' : 'leaving' }
    })
  }

  async close(): Promise<void> {
    this.#closed = true
    clearInterval(this.#sweeper)
    const ends = [...this.#alive].map((child) => new Promise<void>((resolve) => child.onceDead(resolve)))
    for (const child of this.#alive) child.kill('closed')
    await Promise.all([...ends, ...this.#starting])
  }

  #placeOf(tenantId: string): Place {
    if (isDue(this.#penalties, tenantId)) return this.#penaltyPlace
    if (isDue(this.#busy, tenantId)) return this.#busyPlace
    return this.#places[rendezvous(tenantId, this.#places.length)] ?? this.#penaltyPlace
  }

  /** Gives back what nobody wants any more: isolates out of use, worn children, penalties that are over. */
  #sweep(): void {
    const unused = performance.now() - (this.#options.isolateIdleMs ?? ISOLATE_IDLE_MS)
    for (const place of [...this.#places, this.#penaltyPlace, this.#busyPlace]) {
      const { child } = place
      if (child === null || child.death !== null || !child.idle) continue
      child.dropIdle(unused)
      child.measure()
      if (!isWorn(child)) continue
      place.child = null
      retire(child)
    }
    for (const until of [this.#penalties, this.#busy]) for (const tenantId of until.keys()) isDue(until, tenantId)
  }

  async #fill(place: Place): Promise<SandboxChild> {
    try {
      const child = await this.#takeSpare()
      if (place === this.#penaltyPlace) lowerPriority(child.pid, PENALTY_NICE)
      place.child = child
      return child
    } finally {
      place.starting = null
    }
  }

  async #takeSpare(attempts = START_ATTEMPTS): Promise<SandboxChild> {
    const waiting = this.#spare ?? this.#start()
    this.#spare = null
    const child = await waiting.catch((error: unknown) => {
      if (attempts <= 1 || this.#closed) throw error
      return null
    })
    if (child === null || child.death !== null) return this.#takeSpare(attempts - 1)
    if (!this.#closed && this.#spare === null) this.#refillSpare()
    return child
  }

  #refillSpare(): void {
    this.#spare = this.#start()
    // Whoever takes it gets the error; nobody may.
    this.#spare.catch(() => {})
  }

  #start(): Promise<SandboxChild> {
    this.started += 1
    const starting = startChild({
      coverage: this.#options.coverage ?? false,
      onStarted: (child) => this.#watch(child),
    })
    const settled = starting.then(noop, noop).finally(() => this.#starting.delete(settled))
    this.#starting.add(settled)
    return starting
  }

  #watch(child: SandboxChild): void {
    this.#alive.add(child)
    // Asked for before `close`, spawned after it: nobody else would end it, and it would keep this process alive.
    if (this.#closed) child.kill('closed')
    child.onceDead(() => {
      this.#alive.delete(child)
      const guilty = child.death?.guilty
      if (guilty) this.punish(guilty.tenantId)
      this.#options.onDeath(child)
    })
  }
}

function noop(): void {}

/** Whether a tenant's time has not passed yet; forgets it when it has. */
function isDue(until: Map<string, number>, tenantId: string): boolean {
  if ((until.get(tenantId) ?? 0) > performance.now()) return true
  until.delete(tenantId)
  return false
}

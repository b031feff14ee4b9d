import { LRUCache } from 'lru-cache'
import { upTo } from '../context/up-to.ts'
import { ChildPlace, type PlaceRole } from './child-place.ts'
import { ChildSupply } from './child-supply.ts'
import { rendezvousOrder } from './rendezvous-order.ts'
import type { SandboxChild } from './sandbox-child.ts'
import type { ChildMetrics } from './sandbox-metrics.ts'
import { lowerPriority } from './spawn-child.ts'
import { makeTenantStandings, type Probation, type TenantStandings } from './tenant-standings.ts'

/** So that newcomers need not all wait for one child, nor all suffer by the same one. */
const MOST_PROBATION_CHILDREN = 2
const PENALTY_NICE = 19
/** Behind the other children, but not so far that a busy machine would leave it no processor. */
const BUSY_NICE = 5
/** A tenant that has cost one child does not get the next at once. */
const PENALTY_PAUSE_MS = 1_000
const SWEEP_MS = 30_000
/** Tenants whose order of places is remembered: to work it out takes as long as all else that finds a child. */
const MAX_ORDERS = 10_000
/** Isolates that no call has wanted for this long are forgotten. */
const ISOLATE_IDLE_MS = 600_000

export interface ChildPoolOptions {
  children: number
  probation?: Probation | undefined
  isolateIdleMs?: number | undefined
  sweepMs?: number | undefined
  /** Children count what of plugins' code runs. */
  coverage?: boolean | undefined
  onDeath(child: SandboxChild): void
}

/** Whose code a child is wanted for. */
export interface CodeOwner {
  tenantId: string
  sourceHash: string
}

/**
 * Children by tenant: a tenant always gets the same worker, so that a killed child hurts few. Code that nobody knows
 * yet works on probation, apart from code that has proven itself; a tenant whose code caused a kill in the penalty
 * child, one that uses much processor time in the busy child.
 */
export class ChildPool {
  readonly #options: ChildPoolOptions
  readonly #supply: ChildSupply
  readonly #places: Record<PlaceRole, ChildPlace[]>
  readonly #standings: TenantStandings
  readonly #sweeper: NodeJS.Timeout
  /** `<count>/<tenant>` → order of so many places. */
  readonly #orders = new LRUCache<string, number[]>({ ...upTo(MAX_ORDERS), memoMethod: orderOf })

  constructor(options: ChildPoolOptions) {
    this.#options = options
    this.#standings = makeTenantStandings(options.probation)
    this.#supply = new ChildSupply({
      coverage: options.coverage ?? false,
      onDeath: (child) => {
        if (child.death?.guilty) this.punish(child.death.guilty.tenantId)
        options.onDeath(child)
      },
      onHog: (child) => this.#relieve(child),
      onOverdrawn: (child) => this.#placeOf(child)?.role === 'probation' && demote(child),
    })
    const supply = this.#supply
    const placesFor = (role: PlaceRole, count: number) =>
      Array.from({ length: count }, () => new ChildPlace({ role, supply }))
    this.#places = {
      worker: placesFor('worker', options.children),
      probation: placesFor('probation', Math.min(options.children, MOST_PROBATION_CHILDREN)),
      busy: [new ChildPlace({ role: 'busy', supply, nice: BUSY_NICE })],
      penalty: [new ChildPlace({ role: 'penalty', supply, nice: PENALTY_NICE, pauseMs: PENALTY_PAUSE_MS })],
    }
    this.#sweeper = setInterval(() => this.#sweep(), options.sweepMs ?? SWEEP_MS)
    this.#sweeper.unref()
  }

  /** Rejects with UNAVAILABLE when no child can be started, or after `close`. */
  childFor(owner: CodeOwner): Promise<SandboxChild> {
    const candidates = this.#candidates(owner)
    const place = candidates.find(({ hogged }) => !hogged) ?? candidates[0]
    return place === undefined ? this.#supply.take() : place.get()
  }

  /** Moves a tenant to the penalty child for a while. */
  punish(tenantId: string): void {
    this.#standings.punish(tenantId)
  }

  /** Moves a tenant that uses much processor time away from those that do not, who would wait behind its slices. */
  noteWork(tenantId: string, work: { micros: number; busy: boolean }): void {
    this.#standings.noteWork(tenantId, work)
  }

  isSetAside(tenantId: string): boolean {
    return this.#standings.isSetAside(tenantId)
  }

  /** A call of this code has answered. */
  credit({ tenantId, sourceHash }: CodeOwner): void {
    this.#standings.credit(tenantId, sourceHash)
  }

  pids(): number[] {
    return [...this.#supply.alive].map((child) => child.pid)
  }

  /** Children started so far. */
  get started(): number {
    return this.#supply.started
  }

  untouchedSpare(): Promise<SandboxChild | null> {
    return this.#supply.untouchedSpare()
  }

  /** All children alive, with what they are for. */
  roster(): Array<{ child: SandboxChild; role: ChildMetrics['role'] }> {
    const roles = new Map(this.#allPlaces().map(({ child, role }) => [child, role]))
    const living = [...this.#supply.alive].filter(({ death }) => death === null)
    return living.map((child) => {
      return { child, role: roles.get(child) ?? (child.callCount === 0 ? 'spare' : 'leaving') }
    })
  }

  async close(): Promise<void> {
    clearInterval(this.#sweeper)
    await this.#supply.close()
  }

  #allPlaces(): ChildPlace[] {
    return Object.values(this.#places).flat()
  }

  /** Where it may work, first choice first. */
  #candidates({ tenantId, sourceHash }: CodeOwner): ChildPlace[] {
    const places = this.#places[this.#standings.of(tenantId, sourceHash)]
    if (places.length === 1) return places
    return this.#orders.memo(`${places.length}/${tenantId}`).flatMap((index) => places[index] ?? [])
  }

  #placeOf(child: SandboxChild): ChildPlace | undefined {
    return this.#allPlaces().find((place) => place.child === child)
  }

  /** Sees to it that others need not wait behind a child's long slice, where they have somewhere to go. */
  #relieve(child: SandboxChild): void {
    const place = this.#placeOf(child)
    if (place === undefined) return
    if (this.#places[place.role].some((other) => other !== place && !other.hogged)) child.releaseWaiting()
  }

  /** Gives back what nobody wants any more. */
  #sweep(): void {
    const unusedSince = performance.now() - (this.#options.isolateIdleMs ?? ISOLATE_IDLE_MS)
    for (const place of this.#allPlaces()) place.sweep(unusedSince)
    this.#standings.sweep()
  }
}

function orderOf(key: string): number[] {
  const [count, ...tenantId] = key.split('/')
  return rendezvousOrder(tenantId.join('/'), Number(count))
}

/** Lets everybody else go first. That cannot be taken back, so another child takes its place. */
function demote(child: SandboxChild): void {
  lowerPriority(child.pid, PENALTY_NICE)
  child.tainted = true
}

import { setTimeout } from 'node:timers/promises'
import type { ChildSupply } from './child-supply.ts'
import { isWorn, retire } from './child-wear.ts'
import { dropIdle } from './isolate-room.ts'
import type { SandboxChild } from './sandbox-child.ts'
import { lowerPriority } from './spawn-child.ts'

export type PlaceRole = 'worker' | 'probation' | 'busy' | 'penalty'

export interface ChildPlaceOptions {
  role: PlaceRole
  supply: ChildSupply
  /** How far behind core's own priority children here work, where it is not the usual. */
  nice?: number
  /** How long after a death that its code has caused another child is not started. */
  pauseMs?: number
}

/** Where one child works at a time; another takes its place when it has died or is worn. */
export class ChildPlace {
  readonly role: PlaceRole
  child: SandboxChild | null = null
  readonly #options: ChildPlaceOptions
  #starting: Promise<SandboxChild> | null = null
  #notBefore = 0

  constructor(options: ChildPlaceOptions) {
    this.role = options.role
    this.#options = options
  }

  /** Rejects with UNAVAILABLE when no child can be started. */
  async get(): Promise<SandboxChild> {
    if (this.child?.death === null) {
      if (!isWorn(this.child)) return this.child
      retire(this.child)
    }
    this.child = null
    this.#starting ??= this.#fill()
    return this.#starting
  }

  /** Whether a call that comes now would have to wait behind a long slice. */
  get hogged(): boolean {
    return this.child?.death === null && this.child.hogged
  }

  /** Gives back what nobody wants any more: isolates without a call since `unusedSince`, a child without any, or worn. */
  sweep(unusedSince: number): void {
    const { child } = this
    if (child === null || child.death !== null || !child.idle) return
    dropIdle(child, unusedSince)
    child.measure()
    const unused = this.role !== 'worker' && child.loads.size === 0
    if (!unused && !isWorn(child)) return
    this.child = null
    retire(child)
  }

  async #fill(): Promise<SandboxChild> {
    const { supply, nice, pauseMs = 0 } = this.#options
    try {
      const waitMs = this.#notBefore - performance.now()
      if (waitMs > 0) await setTimeout(waitMs)
      const child = await supply.take()
      if (nice !== undefined) lowerPriority(child.pid, nice)
      child.onceDead(() => {
        if (child.death?.guilty) this.#notBefore = performance.now() + pauseMs
      })
      this.child = child
      return child
    } finally {
      this.#starting = null
    }
  }
}

import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { Nursery } from './nursery.ts'
import type { SandboxChild, SandboxChildOptions } from './sandbox-child.ts'
import { startChild } from './start-child.ts'

/** A child may be killed while it starts, like any other; where none can be started that shows at once. */
const START_ATTEMPTS = 8
const START_PATIENCE_MS = 15_000

export interface ChildSupplyOptions extends Omit<SandboxChildOptions, 'process'> {
  /** Children count what of plugins' code runs. */
  coverage: boolean
  onDeath(child: SandboxChild): void
}

/** Starts children, and keeps one waiting warm, because starting takes longer than a request should. */
export class ChildSupply {
  /** Every child whose process has not ended, those that start included. */
  readonly alive = new Set<SandboxChild>()
  /** Children started so far. */
  started = 0
  closed = false
  readonly #options: ChildSupplyOptions
  readonly #nursery = new Nursery()
  #spare: Promise<SandboxChild> | null = null
  /** Starts under way; each settles when its child is ready or dead. */
  readonly #starting = new Set<Promise<void>>()

  constructor(options: ChildSupplyOptions) {
    this.#options = options
    this.#refill()
  }

  /** The spare, or a new one where there is none. Rejects with UNAVAILABLE when no child can be started. */
  async take(): Promise<SandboxChild> {
    const until = performance.now() + START_PATIENCE_MS
    for (let attempt = 1; ; attempt++) {
      if (this.closed) throw new TenonError({ code: 'UNAVAILABLE', message: 'The sandbox for plugin code is closed.' })
      const waiting = this.#spare ?? this.#start()
      this.#spare = null
      const child = await waiting.catch((error: unknown) => {
        if (this.closed || attempt >= START_ATTEMPTS || performance.now() > until) throw error
        return null
      })
      if (child?.death !== null) continue
      if (!this.closed && this.#spare === null) this.#refill()
      return child
    }
  }

  /** The warm spare, as long as it has run no plugin's code; null while there is none. */
  async untouchedSpare(): Promise<SandboxChild | null> {
    const waiting = this.#spare
    const child = await waiting?.catch(() => null)
    if (waiting !== this.#spare || !child?.idle || child.death !== null) return null
    return child.loads.size === 0 && child.callCount === 0 ? child : null
  }

  /** Ends every child. */
  async close(): Promise<void> {
    this.closed = true
    for (const child of this.alive) child.kill('closed')
    await Promise.all(this.#starting)
    await Promise.all([...this.alive].map(({ gone }) => gone))
    await this.#nursery.close()
  }

  #refill(): void {
    this.#spare = this.#start()
    // Whoever takes it gets the error; nobody may.
    this.#spare.catch(() => {})
  }

  #start(): Promise<SandboxChild> {
    this.started += 1
    const { coverage, onHog, onOverdrawn } = this.#options
    const onStarted = (child: SandboxChild) => this.#welcome(child)
    const starting = startChild({ nursery: this.#nursery, coverage, onStarted, onHog, onOverdrawn })
    const settled = starting.then(noop, noop).finally(() => this.#starting.delete(settled))
    this.#starting.add(settled)
    return starting
  }

  #welcome(child: SandboxChild): void {
    this.alive.add(child)
    // Asked for before `close`, spawned after it: nobody else would end it, and it would keep this process alive.
    if (this.closed) child.kill('closed')
    child.onceDead(() => this.#options.onDeath(child))
    void child.gone.then(() => this.alive.delete(child))
  }
}

function noop(): void {}

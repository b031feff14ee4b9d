import { FairQueue } from './fair-queue.ts'
import type { SliceJob, SliceResult } from './slice-job.ts'

export interface QueuedSlice {
  job: SliceJob
  resolve(result: SliceResult | null): void
}

/** So many slices of calls at work for one that begins. */
const BEGUN_PER_NEW = 4

/**
 * The slices that wait for a child. Calls at work come before new ones, since their time is running, but not so that
 * new ones would never begin; tenants take turns in either.
 */
export class SliceQueue {
  readonly #begun = new FairQueue<QueuedSlice>()
  readonly #fresh = new FairQueue<QueuedSlice>()
  #inARow = 0

  push(slice: QueuedSlice): void {
    const { begun, tenantId } = slice.job
    if (begun) this.#begun.push(tenantId, slice)
    else this.#fresh.push(tenantId, slice)
  }

  /** The next one that may travel with one that goes now: a short one that begins, unless calls at work wait. */
  shiftCompanion(mayBegin: (tenantId: string) => boolean): QueuedSlice | undefined {
    if (!this.#begun.isEmpty) return undefined
    return this.#fresh.shift((tenantId, { job }) => job.short === true && mayBegin(tenantId))
  }

  /** Takes slices back that were sent and not begun, in their order. */
  giveBack(slices: readonly QueuedSlice[]): void {
    for (const slice of slices.toReversed()) this.#fresh.giveBack(slice.job.tenantId, slice)
  }

  /** `mayBegin`: whether a tenant may begin another call now. */
  shift(mayBegin?: (tenantId: string) => boolean): QueuedSlice | undefined {
    const fresh = this.#inARow >= BEGUN_PER_NEW ? this.#fresh.shift(mayBegin) : undefined
    const begun = fresh === undefined ? this.#begun.shift() : undefined
    this.#inARow = begun === undefined ? 0 : this.#inARow + 1
    return fresh ?? begun ?? this.#fresh.shift(mayBegin)
  }

  /** Takes out what may as well begin in another child. */
  takeMovable(): QueuedSlice[] {
    return this.#fresh.takeOut(({ job }) => job.movable)
  }

  /** Takes everything out. */
  drain(): QueuedSlice[] {
    return [...this.#begun.drain(), ...this.#fresh.drain()]
  }

  get length(): number {
    return this.#begun.length + this.#fresh.length
  }
}

import type { SliceReply, SliceRequest } from '@tenon/sdk/contract/sandbox-protocol'
import type { IsolateLoad } from './isolate-load.ts'
import type { SliceJob } from './slice-job.ts'
import type { QueuedSlice, SliceQueue } from './slice-queue.ts'

/** Slices of one trip, and characters of input after which none is added. */
const MAX_SLICES = 8
const MAX_LENGTH = 64 * 1024

/** A slice that has been sent. */
interface Traveller extends QueuedSlice {
  slice: number
  timeoutMs: number
  /** What was known of its isolate then. */
  load: IsolateLoad | undefined
}

/**
 * What a child has been sent and has not answered. The first is at work; the others follow it without another way to
 * core and back, which costs two processes a change of context each, more than a small hook itself. The child answers
 * each before it begins the next, so that core always knows which one is at work, and gives back what it has not begun
 * after 2 ms.
 */
export class SliceTrip {
  readonly #queue: SliceQueue
  readonly #loadOf: (isolate: string) => IsolateLoad | undefined
  #slices: Traveller[] = []
  #count = 0
  /** Grows while all that was sent is begun: what comes back was sent in vain. */
  #size = 1

  constructor(queue: SliceQueue, loadOf: (isolate: string) => IsolateLoad | undefined) {
    this.#queue = queue
    this.#loadOf = loadOf
  }

  /** The one at work. */
  get front(): Traveller | undefined {
    return this.#slices[0]
  }

  /** How many follow it. */
  get companions(): number {
    return Math.max(0, this.#slices.length - 1)
  }

  /** Begins the next trip with slices of the queue whose tenants may begin a call now. None where there are none. */
  gather(mayBegin: (tenantId: string) => boolean): SliceRequest[] {
    const requests: SliceRequest[] = []
    let length = 0
    while (requests.length === 0 || (requests.length < this.#size && length < MAX_LENGTH)) {
      const queued = this.#nextOf(mayBegin)
      if (queued === undefined) return requests
      const prepared = queued.job.prepare()
      if (prepared === null) {
        queued.resolve(null)
        continue
      }
      const { work, timeoutMs, now } = prepared
      const { isolate } = queued.job
      this.#count += 1
      this.#slices.push({ ...queued, slice: this.#count, timeoutMs, load: this.#loadOf(isolate) })
      requests.push({ slice: this.#count, isolate, timeoutMs, now, ...work })
      length += work.type === 'start' ? work.input.length : 0
    }
    return requests
  }

  /** Ends the one at work, and the trip where the child says so. */
  end({ last = false }: Pick<SliceReply, 'last'>): Traveller | undefined {
    const ended = this.#slices.shift()
    if (last) {
      this.#size = 1
      this.#queue.giveBack(this.#slices.filter(({ job }) => job !== GONE))
      this.#slices = []
    } else if (this.#slices.length === 0) this.#size = Math.min(MAX_SLICES, this.#size * 2)
    return ended
  }

  /**
   * Takes out what may as well begin in another child. For behind a slice that holds others up, a child has nothing
   * begun; their places stay, until it gives them back.
   */
  takeMovable(): QueuedSlice[] {
    const movable = this.#slices.filter(({ job }, index) => index > 0 && job.movable)
    const taken = movable.map(({ job, resolve }) => ({ job, resolve }))
    for (const one of movable) Object.assign(one, { job: GONE, resolve: () => undefined })
    return taken
  }

  /** Takes everything out. */
  drain(): QueuedSlice[] {
    return this.#slices.splice(0)
  }

  #nextOf(mayBegin: (tenantId: string) => boolean): QueuedSlice | undefined {
    const last = this.#slices.at(-1)
    if (last === undefined) return this.#queue.shift(mayBegin)
    return last.job.short === true ? this.#queue.shiftCompanion(mayBegin) : undefined
  }
}

/** Stands for a slice that has begun in another child. */
const GONE: SliceJob = { tenantId: '', isolate: '', cpuLimitMs: 0, begun: false, movable: false, prepare: () => null }

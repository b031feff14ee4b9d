import type { GuestPost } from '@tenon/sdk/contract/sandbox-protocol'
import { type ChildDeath, type DeathCause, isOwnFault } from './child-death.ts'
import { ChildLink } from './child-link.ts'
import { makeChildWatchdog } from './child-watchdog.ts'
import type { IsolateLoad } from './isolate-load.ts'
import { readChildReply } from './read-child-reply.ts'
import type { CallListener, DiedSlice, MovedSlice, SliceJob, SliceResult } from './slice-job.ts'
import { SliceQueue } from './slice-queue.ts'
import { SliceTrip } from './slice-trip.ts'
import type { ProcessEnd, StartedProcess } from './started-process.ts'
import { TenantRests } from './tenant-rests.ts'

/** Past the slice's own timer, for the answer to come through. */
const DEADLINE_GRACE_MS = 100
/** A blocked event loop of core must not look like a silent child: after the deadline its inbox is read once more. */
const INBOX_GRACE_MS = 25

export interface SandboxChildOptions {
  process: StartedProcess
  /** Its slice at work keeps a processor busy, so that others wait behind it. */
  onHog(child: SandboxChild): void
  /** Its slice at work has used more CPU than it may, and will fail. */
  onOverdrawn(child: SandboxChild): void
}

/** Core's end of one child: a queue of slices, a few of them on a trip, one at work with a deadline, and the watchdog. */
export class SandboxChild {
  readonly pid: number
  readonly startedAt = performance.now()
  /** Isolates of this child in the order of their last use → their load. */
  readonly loads = new Map<string, IsolateLoad>()
  readonly calls = new Map<string, CallListener>()
  /** Calls begun so far, for recycling. */
  callCount = 0
  /** An isolate of it ran out of memory: what V8 then leaves behind is not to be relied on. */
  tainted = false
  death: ChildDeath | null = null
  /** Resolves when its process is no more, which may be a while after its death. */
  readonly gone: Promise<void>
  /** Resolves when it can work. Rejects, saying why, when it ends before that. */
  readonly ready: Promise<void>
  readonly #link: ChildLink
  readonly #watchdog: ReturnType<typeof makeChildWatchdog>
  readonly #queue = new SliceQueue()
  readonly #rests = new TenantRests()
  #restTimer: NodeJS.Timeout | null = null
  readonly #trip = new SliceTrip(this.#queue, (isolate) => this.loads.get(isolate))
  #deadline: NodeJS.Timeout | undefined
  #lastJob: SliceJob | null = null
  #tellReady: () => void = () => {}
  readonly #mourners: Array<() => void> = []

  constructor({ process, onHog, onOverdrawn }: SandboxChildOptions) {
    this.pid = process.pid
    this.#watchdog = makeChildWatchdog({
      pid: this.pid,
      kill: (reason) => this.kill(reason),
      onHog: () => onHog(this),
      onOverdrawn: () => onOverdrawn(this),
    })
    this.#link = new ChildLink(process, {
      onMessage: (message) => this.#receive(message),
      onEnd: (end, cause) => this.#die(end, cause),
    })
    this.gone = this.#link.gone
    this.ready = new Promise((resolve, reject) => {
      this.#tellReady = resolve
      this.onceDead(() => reject(endedWhileStarting(this.death)))
    })
    this.#link.send({ type: 'hello' })
  }

  /** Resolves when the slice has run or the child has died; null when `prepare` found nothing to do. Never rejects. */
  runSlice(job: SliceJob): Promise<SliceResult | null> {
    return new Promise((resolve) => {
      this.#queue.push({ job, resolve })
      this.#next()
    })
  }

  /** Forgets an isolate; calls still at work in it are lost. */
  dropIsolate(isolate: string): void {
    this.loads.delete(isolate)
    this.#link.send({ type: 'drop', isolate })
    this.#loseCalls(isolate)
  }

  onceDead(tell: () => void): void {
    if (this.death === null) this.#mourners.push(tell)
    else tell()
  }

  kill(reason: DeathCause): void {
    this.#link.kill(reason)
  }

  lastUsage() {
    return this.#watchdog.lastUsage()
  }

  /** Looks at its usage now. */
  measure(): void {
    this.#watchdog.measure()
  }

  get idle(): boolean {
    return this.calls.size === 0 && this.#trip.front === undefined && this.#queue.length === 0
  }

  /** Slices that wait for their turn. */
  get queueLength(): number {
    return this.#queue.length + this.#trip.companions
  }

  /** Whether a slice is at work that keeps a processor busy for long. */
  get hogged(): boolean {
    return this.#watchdog.hogged()
  }

  /** Lets go of calls that have not begun here: they may begin elsewhere. */
  releaseWaiting(): void {
    for (const { resolve } of [...this.#trip.takeMovable(), ...this.#queue.takeMovable()]) resolve(MOVED)
  }

  #next(): void {
    if (this.#trip.front !== undefined) return
    if (this.death !== null) {
      for (const { resolve } of this.#queue.drain()) resolve(diedSlice(this.death))
      return
    }
    const slices = this.#trip.gather(this.#rests.isOver)
    const [only] = slices
    if (only === undefined) {
      this.#awaitRest()
      return
    }
    this.#link.send(slices.length === 1 ? only : { type: 'trip', slices })
    this.#begin()
  }

  /** Those that wait here rest, if there are any. */
  #awaitRest(): void {
    if (this.#queue.length === 0 || this.#restTimer !== null) return
    this.#restTimer = setTimeout(() => {
      this.#restTimer = null
      this.#next()
    }, Math.ceil(this.#rests.next))
  }

  /** The first of the trip is at work now. */
  #begin(): void {
    const { front } = this.#trip
    if (front === undefined) return
    const { slice, timeoutMs, job } = front
    this.#deadline = setTimeout(() => this.#deadlinePassed(slice), timeoutMs + DEADLINE_GRACE_MS)
    this.#lastJob = job
    this.#watchdog.sliceBegins(job.cpuLimitMs)
    job.onBegun?.()
  }

  #deadlinePassed(slice: number): void {
    setTimeout(() => {
      if (this.#trip.front?.slice === slice) this.kill('deadline')
    }, INBOX_GRACE_MS)
  }

  #receive(message: unknown): void {
    if (this.death !== null) return
    const reply = readChildReply(message)
    if (reply === null) this.kill('protocol')
    if (reply?.type === 'ready') this.#tellReady()
    if (reply?.type !== 'slice' || reply.slice !== this.#trip.front?.slice) return
    const ended = this.#trip.end(reply)
    if (ended === undefined) return
    const { job, resolve, load } = ended
    clearTimeout(this.#deadline)
    this.#watchdog.sliceEnds()
    if (job.paced) this.#rests.noteWork(job.tenantId, reply.cpuMicros / 1000)
    for (const post of reply.posts) this.#deliver(post, job.isolate)
    resolve(reply)
    if (reply.outcome === 'outOfMemory') this.tainted = true
    // Not an isolate that was loaded anew meanwhile.
    if (reply.outcome !== 'ended' && (load === undefined || load === this.loads.get(job.isolate))) {
      this.loads.delete(job.isolate)
      // After the guilty call has seen its own result.
      setImmediate(() => this.#loseCalls(job.isolate))
    }
    if (this.#trip.front === undefined) this.#next()
    else this.#begin()
  }

  /** A child's word counts only for a call that is at work in that very isolate. */
  #deliver(post: GuestPost, isolate: string): void {
    const listener = this.calls.get(post.callId)
    if (listener?.isolate === isolate) listener.onPost(post)
  }

  #loseCalls(isolate: string): void {
    for (const listener of [...this.calls.values()]) if (listener.isolate === isolate) listener.onLost()
  }

  #die({ signal, stderr }: ProcessEnd, killedFor: DeathCause | null): void {
    const cpuMicros = this.#watchdog.sliceCpuMs() * 1000
    this.#watchdog.stop()
    const [current, ...companions] = this.#trip.drain()
    clearTimeout(this.#deadline)
    const cause = killedFor ?? (signal === 'SIGKILL' ? 'outside' : 'crashed')
    const atWork = current?.job ?? (cause === 'zombie' ? this.#lastJob : null)
    const guilty = isOwnFault(cause) && atWork !== null ? { tenantId: atWork.tenantId, isolate: atWork.isolate } : null
    this.death = { cause, signal, stderr, guilty }
    // First of all, so that a guilty tenant's calls that are made again land elsewhere.
    for (const mourn of this.#mourners) mourn()
    current?.resolve({ ...diedSlice(this.death), guilty: true, cpuMicros })
    for (const { resolve } of [...companions, ...this.#queue.drain()]) resolve(diedSlice(this.death))
    setImmediate(() => {
      for (const listener of [...this.calls.values()]) listener.onLost()
    })
  }
}

function endedWhileStarting(death: ChildDeath | null): Error {
  return new Error(`it ended by ${death?.signal ?? 'itself'} while starting`, { cause: death?.stderr })
}

const MOVED: MovedSlice = { type: 'slice', outcome: 'moved', cpuMicros: 0 }

function diedSlice(death: ChildDeath): DiedSlice {
  return { type: 'slice', outcome: 'died', guilty: false, death, cpuMicros: 0 }
}

import type { GuestPost } from '@tenon/sdk/contract/sandbox-protocol'
import { type ChildDeath, type DeathCause, isOwnFault } from './child-death.ts'
import { ChildLink } from './child-link.ts'
import { makeChildWatchdog } from './child-watchdog.ts'
import { readChildReply } from './read-child-reply.ts'
import type { CallListener, DiedSlice, MovedSlice, PreparedSlice, SliceJob, SliceResult } from './slice-job.ts'
import { type QueuedSlice, SliceQueue } from './slice-queue.ts'
import type { ProcessEnd, StartedProcess } from './started-process.ts'
import { TenantRests } from './tenant-rests.ts'

/** Past the slice's own timer, for the answer to come through. */
const DEADLINE_GRACE_MS = 100
/** A blocked event loop of core must not look like a silent child: after the deadline its inbox is read once more. */
const INBOX_GRACE_MS = 25

/** An isolate in a child: how loading it went, and when a call last wanted it. */
export interface IsolateLoad {
  result: Promise<SliceResult | null>
  usedAt: number
}

export interface SandboxChildOptions {
  process: StartedProcess
  /** Its slice at work keeps a processor busy, so that others wait behind it. */
  onHog(child: SandboxChild): void
  /** Its slice at work has used more CPU than it may, and will fail. */
  onOverdrawn(child: SandboxChild): void
}

/** Core's end of one child: a queue of slices, one in flight, a deadline for each, and the watchdog. */
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
  #inFlight: (QueuedSlice & { slice: number; deadline: NodeJS.Timeout }) | null = null
  #sliceCount = 0
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
    return this.calls.size === 0 && this.#inFlight === null && this.#queue.length === 0
  }

  /** Slices that wait for their turn. */
  get queueLength(): number {
    return this.#queue.length
  }

  /** Whether a slice is at work that keeps a processor busy for long. */
  get hogged(): boolean {
    return this.#watchdog.hogged()
  }

  /** Lets go of calls that have not begun here: they may begin elsewhere. */
  releaseWaiting(): void {
    for (const { resolve } of this.#queue.takeMovable()) resolve(MOVED)
  }

  #next(): void {
    while (this.#inFlight === null) {
      const queued = this.#queue.shift(this.#rests.isOver)
      if (queued === undefined) {
        this.#awaitRest()
        return
      }
      const prepared = this.death === null ? queued.job.prepare() : null
      if (this.death !== null) queued.resolve(diedSlice(this.death))
      else if (prepared === null) queued.resolve(null)
      else this.#begin(queued, prepared)
    }
  }

  /** Those that wait here rest, if there are any. */
  #awaitRest(): void {
    if (this.#queue.length === 0 || this.#restTimer !== null) return
    this.#restTimer = setTimeout(() => {
      this.#restTimer = null
      this.#next()
    }, Math.ceil(this.#rests.next))
  }

  #begin(queued: QueuedSlice, { work, timeoutMs, now }: PreparedSlice): void {
    this.#sliceCount += 1
    const slice = this.#sliceCount
    const deadline = setTimeout(() => this.#deadlinePassed(slice), timeoutMs + DEADLINE_GRACE_MS)
    this.#inFlight = { ...queued, slice, deadline }
    this.#lastJob = queued.job
    this.#watchdog.sliceBegins(queued.job.cpuLimitMs)
    this.#link.send({ slice, isolate: queued.job.isolate, timeoutMs, now, ...work })
  }

  #deadlinePassed(slice: number): void {
    setTimeout(() => {
      if (this.#inFlight?.slice === slice) this.kill('deadline')
    }, INBOX_GRACE_MS)
  }

  #receive(message: unknown): void {
    if (this.death !== null) return
    const current = this.#inFlight
    const reply = readChildReply(message)
    if (reply === null) this.kill('protocol')
    if (reply?.type === 'ready') this.#tellReady()
    if (reply?.type !== 'slice' || current === null || reply.slice !== current.slice) return
    clearTimeout(current.deadline)
    this.#inFlight = null
    this.#watchdog.sliceEnds()
    if (current.job.paced) this.#rests.noteWork(current.job.tenantId, reply.cpuMicros / 1000)
    for (const post of reply.posts) this.#deliver(post, current.job.isolate)
    current.resolve(reply)
    if (reply.outcome === 'outOfMemory') this.tainted = true
    if (reply.outcome !== 'ended') {
      this.loads.delete(current.job.isolate)
      // After the guilty call has seen its own result.
      setImmediate(() => this.#loseCalls(current.job.isolate))
    }
    this.#next()
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
    const current = this.#inFlight
    this.#inFlight = null
    const cause = killedFor ?? (signal === 'SIGKILL' ? 'outside' : 'crashed')
    const atWork = current?.job ?? (cause === 'zombie' ? this.#lastJob : null)
    const guilty = isOwnFault(cause) && atWork !== null ? { tenantId: atWork.tenantId, isolate: atWork.isolate } : null
    this.death = { cause, signal, stderr, guilty }
    // First of all, so that a guilty tenant's calls that are made again land elsewhere.
    for (const mourn of this.#mourners) mourn()
    if (current !== null) {
      clearTimeout(current.deadline)
      current.resolve({ ...diedSlice(this.death), guilty: true, cpuMicros })
    }
    for (const queued of this.#queue.drain()) queued.resolve(diedSlice(this.death))
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

import type { ChildProcess } from 'node:child_process'
import type { ChildRequest, GuestPost } from '@tenon/sdk/contract/sandbox-protocol'
import { type ChildDeath, type DeathCause, isOwnFault } from './child-death.ts'
import { makeChildWatchdog } from './child-watchdog.ts'
import { FairQueue } from './fair-queue.ts'
import { lastWords } from './last-words.ts'
import { readChildReply } from './read-child-reply.ts'
import type { CallListener, DiedSlice, PreparedSlice, SliceJob, SliceResult } from './slice-job.ts'

/** Past the slice's own timer, for the answer to come through. */
const DEADLINE_GRACE_MS = 100
/** A blocked event loop of core must not look like a silent child: after the deadline its inbox is read once more. */
const INBOX_GRACE_MS = 25

/** An isolate in a child: how loading it went, and when a call last wanted it. */
export interface IsolateLoad {
  result: Promise<SliceResult | null>
  usedAt: number
}

interface QueuedSlice {
  job: SliceJob
  resolve(result: SliceResult | null): void
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
  readonly #process: ChildProcess
  readonly #watchdog: ReturnType<typeof makeChildWatchdog>
  readonly #queue = new FairQueue<QueuedSlice>()
  #inFlight: (QueuedSlice & { slice: number; deadline: NodeJS.Timeout }) | null = null
  #killedFor: DeathCause | null = null
  #sliceCount = 0
  #lastJob: SliceJob | null = null
  readonly #lastWords: () => string
  readonly #mourners: Array<() => void> = []

  constructor(child: ChildProcess) {
    this.#process = child
    this.pid = child.pid ?? 0
    this.#watchdog = makeChildWatchdog({ pid: this.pid, kill: (reason) => this.kill(reason) })
    child.on('message', (reply) => this.#receive(reply))
    child.on('exit', (_code, signal) => this.#die(signal))
    child.on('error', () => {
      // A process that could not be started has no exit event.
      if (child.pid === undefined) this.#die(null)
      else this.kill('outside')
    })
    this.#lastWords = lastWords(child.stderr)
  }

  /** Resolves when the slice has run or the child has died; null when `prepare` found nothing to do. Never rejects. */
  runSlice(job: SliceJob): Promise<SliceResult | null> {
    return new Promise((resolve) => {
      this.#queue.push(job.tenantId, { job, resolve })
      this.#next()
    })
  }

  /** Forgets an isolate; calls still at work in it are lost. */
  dropIsolate(isolate: string): void {
    this.loads.delete(isolate)
    this.#send({ type: 'drop', isolate })
    this.#loseCalls(isolate)
  }

  onceDead(tell: () => void): void {
    if (this.death === null) this.#mourners.push(tell)
    else tell()
  }

  kill(reason: DeathCause): void {
    this.#killedFor ??= reason
    this.#process.kill('SIGKILL')
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

  /** Forgets isolates that no call has wanted since `before`. */
  dropIdle(before: number): void {
    const busy = new Set([...this.calls.values()].map((call) => call.isolate))
    for (const [key, { usedAt }] of this.loads) if (usedAt < before && !busy.has(key)) this.dropIsolate(key)
  }

  #next(): void {
    while (this.#inFlight === null) {
      const queued = this.#queue.shift()
      if (queued === undefined) return
      const prepared = this.death === null ? queued.job.prepare() : null
      if (this.death !== null) queued.resolve(diedSlice(this.death))
      else if (prepared === null) queued.resolve(null)
      else this.#begin(queued, prepared)
    }
  }

  #begin(queued: QueuedSlice, { work, timeoutMs, now }: PreparedSlice): void {
    this.#sliceCount += 1
    const slice = this.#sliceCount
    const deadline = setTimeout(() => this.#deadlinePassed(slice), timeoutMs + DEADLINE_GRACE_MS)
    this.#inFlight = { ...queued, slice, deadline }
    this.#lastJob = queued.job
    this.#watchdog.sliceBegins(queued.job.cpuLimitMs)
    this.#send({ slice, isolate: queued.job.isolate, timeoutMs, now, ...work })
  }

  #deadlinePassed(slice: number): void {
    setTimeout(() => {
      if (this.#inFlight?.slice === slice) this.kill('deadline')
    }, INBOX_GRACE_MS)
  }

  #send(request: ChildRequest): void {
    // A send to a child that just died fails here; its exit event tells everybody.
    if (this.#process.connected) this.#process.send(request, () => {})
  }

  #receive(message: unknown): void {
    const current = this.#inFlight
    const reply = readChildReply(message)
    if (reply === null) this.kill('protocol')
    if (reply?.type !== 'slice' || current === null || reply.slice !== current.slice) return
    clearTimeout(current.deadline)
    this.#inFlight = null
    this.#watchdog.sliceEnds()
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

  #die(signal: string | null): void {
    const cpuMicros = this.#watchdog.sliceCpuMs() * 1000
    this.#watchdog.stop()
    const current = this.#inFlight
    this.#inFlight = null
    const cause = this.#killedFor ?? (signal === 'SIGKILL' ? 'outside' : 'crashed')
    const atWork = current?.job ?? (cause === 'zombie' ? this.#lastJob : null)
    const guilty = isOwnFault(cause) && atWork !== null ? { tenantId: atWork.tenantId, isolate: atWork.isolate } : null
    this.death = { cause, signal, stderr: this.#lastWords(), guilty }
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

function diedSlice(death: ChildDeath): DiedSlice {
  return { type: 'slice', outcome: 'died', guilty: false, death, cpuMicros: 0 }
}

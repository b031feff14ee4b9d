import type { ChildProcess } from 'node:child_process'
import type { ChildReply, ChildRequest, GuestPost, SliceReply, SliceWork } from '@tenon/sdk/contract/sandbox-protocol'
import { type KillReason, makeChildWatchdog } from './child-watchdog.ts'
import { lowerPriority } from './spawn-child.ts'

/** Past the slice's own timer, for the answer to come through. */
const DEADLINE_GRACE_MS = 100
/** A blocked event loop of core must not look like a silent child: after the deadline its inbox is read once more. */
const INBOX_GRACE_MS = 25
const MAX_STDERR = 64 * 1024

/** `outside`: somebody else's SIGKILL. `crashed`: it aborted by itself, as V8 does when memory runs out. */
export type DeathCause = KillReason | 'closed' | 'recycled' | 'outside' | 'crashed'

export interface ChildDeath {
  cause: DeathCause
  signal: string | null
  stderr: string
}

/** What became of a slice. `died`: the child's death; `guilty` tells whether this slice was the one running. */
export type SliceResult = SliceReply | { type: 'slice'; outcome: 'died'; guilty: boolean; death: ChildDeath }

export interface PreparedSlice {
  work: SliceWork
  timeoutMs: number
  now: number
}

export interface SliceJob {
  isolate: string
  cpuLimitMs: number
  /** Made when the slice's turn comes. Null when there is nothing left to do. */
  prepare(): PreparedSlice | null
}

/** A call at work in a child: it gets what the guest posts for it, in whichever slice that happens. */
export interface CallListener {
  isolate: string
  onPost(post: GuestPost): void
  /** Its isolate or its child is gone, through no fault of its own. */
  onLost(): void
}

interface QueuedSlice {
  job: SliceJob
  resolve(result: SliceResult | null): void
}

/** Core's end of one child: a queue of slices, one in flight, a deadline for each, and the watchdog. */
export class SandboxChild {
  readonly pid: number
  readonly startedAt = Date.now()
  /** Isolates of this child in the order of their last use → their load. */
  readonly loads = new Map<string, Promise<SliceResult | null>>()
  readonly calls = new Map<string, CallListener>()
  /** Calls begun so far, for recycling. */
  callCount = 0
  death: ChildDeath | null = null
  readonly #process: ChildProcess
  readonly #watchdog: ReturnType<typeof makeChildWatchdog>
  readonly #queue: QueuedSlice[] = []
  #inFlight: (QueuedSlice & { slice: number; deadline: NodeJS.Timeout }) | null = null
  #killedFor: DeathCause | null = null
  #sliceCount = 0
  #stderr = ''
  readonly #mourners: Array<() => void> = []

  constructor(child: ChildProcess) {
    this.#process = child
    this.pid = child.pid ?? 0
    this.#watchdog = makeChildWatchdog({ pid: this.pid, kill: (reason) => this.kill(reason) })
    child.on('message', (reply) => this.#receive(reply as ChildReply))
    child.on('exit', (_code, signal) => this.#die(signal))
    child.on('error', () => {
      // A process that could not be started has no exit event.
      if (child.pid === undefined) this.#die(null)
      else this.kill('outside')
    })
    child.stderr?.on('data', (chunk: Buffer) => {
      if (this.#stderr.length < MAX_STDERR) this.#stderr += chunk.toString('latin1')
    })
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

  setPriority(priority: number): void {
    lowerPriority(this.pid, priority)
  }

  lastUsage() {
    return this.#watchdog.lastUsage()
  }

  #next(): void {
    while (this.#inFlight === null) {
      const queued = this.#queue.shift()
      if (queued === undefined) return
      const prepared = this.death === null ? queued.job.prepare() : null
      if (this.death !== null) queued.resolve(this.#died(this.death, false))
      else if (prepared === null) queued.resolve(null)
      else this.#begin(queued, prepared)
    }
  }

  #begin(queued: QueuedSlice, { work, timeoutMs, now }: PreparedSlice): void {
    this.#sliceCount += 1
    const slice = this.#sliceCount
    const deadline = setTimeout(() => this.#deadlinePassed(slice), timeoutMs + DEADLINE_GRACE_MS)
    this.#inFlight = { ...queued, slice, deadline }
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

  #receive(reply: ChildReply): void {
    const current = this.#inFlight
    if (reply.type !== 'slice' || current === null || reply.slice !== current.slice) return
    clearTimeout(current.deadline)
    this.#inFlight = null
    this.#watchdog.sliceEnds()
    for (const post of reply.posts) this.#deliver(post, current.job.isolate)
    current.resolve(reply)
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
    this.#watchdog.stop()
    const cause = this.#killedFor ?? (signal === 'SIGKILL' ? 'outside' : 'crashed')
    this.death = { cause, signal, stderr: this.#stderr }
    const current = this.#inFlight
    this.#inFlight = null
    if (current !== null) {
      clearTimeout(current.deadline)
      current.resolve(this.#died(this.death, true))
    }
    for (const queued of this.#queue.splice(0)) queued.resolve(this.#died(this.death, false))
    setImmediate(() => {
      for (const listener of [...this.calls.values()]) listener.onLost()
    })
    for (const mourn of this.#mourners) mourn()
  }

  #died(death: ChildDeath, guilty: boolean): SliceResult {
    return { type: 'slice', outcome: 'died', guilty, death }
  }
}

import type { GuestPost, SliceWork } from '@tenon/sdk/contract/sandbox-protocol'
import { CallClock } from './call-clock.ts'
import { CALL_LIMITS, type CallLimits, guestLimits, hostCallLimit, linesOf } from './call-limits.ts'
import {
  type CallOutcome,
  judgeSlice,
  readSettled,
  timeoutOf,
  tooManyHostCalls,
  waitsForNothing,
} from './call-outcome.ts'
import { coreShare } from './core-share.ts'
import { drawRandom } from './draw-random.ts'
import { HostCalls } from './host-calls.ts'
import type { LiveCallInput } from './live-call-input.ts'
import { printableText } from './printable-text.ts'
import type { CallListener, PreparedSlice } from './slice-job.ts'

const CANCEL_TIMEOUT_MS = 100

/** Runs a call whose isolate is loaded, slice by slice, answering its host calls in between. Never rejects. */
export function runLiveCall(input: LiveCallInput): Promise<CallOutcome> {
  return new Promise((resolve) => new LiveCall(input, resolve).begin())
}

class LiveCall implements CallListener {
  readonly isolate: string
  readonly #input: LiveCallInput
  readonly #limits: CallLimits
  readonly #callId = drawRandom(16).toString('hex')
  readonly #resolve: (outcome: CallOutcome) => void
  readonly #hostCalls: HostCalls
  /** Lines that were written, long ones counted as several. */
  #logged = 0
  #resumeQueued = false
  /** The next slice may begin before the end of the last one has been looked at. */
  #slicesRunning = 0
  #settled: GuestPost | null = null
  #cpuMicros = 0
  readonly #clock: CallClock
  #finished = false

  constructor(input: LiveCallInput, resolve: (outcome: CallOutcome) => void) {
    this.#input = input
    this.isolate = input.isolate
    this.#limits = CALL_LIMITS[input.call.kind]
    this.#clock = new CallClock(this.#limits)
    this.#resolve = resolve
    this.#hostCalls = new HostCalls({
      host: input.call.host,
      limit: hostCallLimit(this.#limits, input.call.input.records.length),
      inFlight: this.#limits.hostCallsInFlight,
      answerLength: this.#limits.answerLength,
      locale: input.call.input.locale,
      onAnswer: () => this.#queueResume(),
      onFailure: input.hostFailed,
    })
  }

  begin(): void {
    const { call, child, inputText } = this.#input
    if (call.signal.aborted) {
      this.#finish({ kind: 'cancelled' })
      return
    }
    call.signal.addEventListener('abort', this.#onAbort, { once: true })
    child.calls.set(this.#callId, this)
    child.callCount += 1
    const seed = drawRandom(4).readInt32LE()
    const { target } = call
    const limits = { ...guestLimits(this.#limits, call.input.records.length), logLines: this.#input.logLines }
    void this.#runSlice(() => ({ type: 'start', callId: this.#callId, target, input: inputText, seed, limits }))
  }

  onPost(post: GuestPost): void {
    switch (post.kind) {
      case 'log':
        this.#log(post)
        break
      case 'host':
        this.#input.usage.hostCalls += 1
        if (!this.#hostCalls.accept(post)) this.#giveUp(tooManyHostCalls())
        break
      case 'settled':
        this.#settled = post
        // Another call of the same isolate may settle this one, through state that the two share.
        if (this.#slicesRunning === 0) this.#finish(this.#read(post))
        break
      default:
        break
    }
  }

  onLost(): void {
    this.#finish({ kind: 'lost', rerun: !this.#hostCalls.wrote, begun: this.#clock.started })
  }

  readonly #onAbort = (): void => this.#giveUp({ kind: 'cancelled' })

  #log({ name, text }: GuestPost): void {
    const { usage, logLines, log } = this.#input
    if (name === 'dropped') usage.logLinesDropped += Math.min(Number(text) || 0, 1e9)
    else if (this.#logged < logLines) {
      this.#logged += linesOf(text.length)
      log(name, printableText(text.slice(0, 2001)))
    } else usage.logLinesDropped += 1
  }

  #queueResume(): void {
    if (this.#finished || this.#resumeQueued) return
    this.#resumeQueued = true
    void this.#runSlice(() => {
      this.#resumeQueued = false
      return { type: 'resume', callId: this.#callId, answers: this.#hostCalls.takeAnswers() }
    })
  }

  async #runSlice(work: () => SliceWork): Promise<void> {
    const { call, child, usage, movable, paced, onCpu } = this.#input
    const result = await child.runSlice({
      tenantId: call.tenantId,
      isolate: this.isolate,
      cpuLimitMs: this.#limits.cpuMs,
      begun: this.#clock.started,
      // Once begun, its isolate holds what it has done so far.
      movable: movable && !this.#clock.started,
      paced,
      // A tenant that has to rest between its calls sends them one by one.
      short: !paced,
      prepare: () => this.#prepare(work),
      onBegun: () => this.#onBegun(),
    })
    if (result === null) return
    if (result.outcome === 'moved') {
      this.#finish({ kind: 'moved' })
      return
    }
    this.#slicesRunning -= 1
    this.#cpuMicros += result.cpuMicros
    usage.cpuMicros = this.#cpuMicros
    if (result.outcome !== 'died') usage.heapBytes = result.heapBytes ?? usage.heapBytes
    const posts = result.outcome === 'died' ? [] : result.posts
    onCpu(result.cpuMicros + coreShare(posts, this.#hostCalls.takeAnsweredLength()))
    if (this.#finished) return
    const begun = this.#clock.started
    const state = { limits: this.#limits, cpuMicros: this.#cpuMicros, wrote: this.#hostCalls.wrote, begun }
    const outcome = judgeSlice(result, state) ?? this.#outcomeOfGuest()
    if (outcome !== null) this.#giveUp(outcome)
  }

  #prepare(work: () => SliceWork): PreparedSlice | null {
    const refusal = this.#finished || this.#clock.started ? null : this.#input.mayBegin()
    if (refusal !== null) this.#finish(refusal)
    if (this.#finished) return null
    return prepared(work(), this.#clock.sliceTimeout(this.#cpuMicros))
  }

  #onBegun(): void {
    this.#slicesRunning += 1
    if (this.#finished || this.#clock.started) return
    this.#input.usage.queueMs = performance.now() - this.#input.arrivedAt
    this.#clock.start((final) => this.#timePassed(final))
  }

  /** Null while the guest waits for its host. */
  #outcomeOfGuest(): CallOutcome | null {
    if (this.#settled !== null) return this.#read(this.#settled)
    if (this.#clock.passed) return timeoutOf(this.#limits, null)
    if (this.#hostCalls.pending || this.#slicesRunning > 0) return null
    return waitsForNothing()
  }

  #read(settled: GuestPost): CallOutcome {
    return readSettled(settled, this.#input.call.input, this.#hostCalls.overLimit)
  }

  #timePassed(final: boolean): void {
    // A slice at work has its own timer and deadline, which leave the child in a known state; one that waits for its
    // turn is not late through its own fault.
    if (this.#slicesRunning > 0 || (this.#resumeQueued && !final)) return
    this.#giveUp(timeoutOf(this.#limits, null))
  }

  /** Ends the call, also in the guest where work of it may still be waiting. */
  #giveUp(outcome: CallOutcome): void {
    if (this.#finished) return
    const { child, call } = this.#input
    const { isolate } = this
    this.#finish(outcome)
    // What a call that went past its limits has left behind may be anything.
    if (outcome.kind === 'failed' && outcome.killed !== null) child.dropIsolate(isolate)
    else if (this.#settled === null && child.loads.has(isolate)) {
      void child.runSlice({
        tenantId: call.tenantId,
        isolate,
        cpuLimitMs: CANCEL_TIMEOUT_MS,
        begun: true,
        movable: false,
        prepare: () => prepared({ type: 'cancel', callId: this.#callId }, CANCEL_TIMEOUT_MS),
      })
    }
  }

  #finish(outcome: CallOutcome): void {
    if (this.#finished) return
    this.#finished = true
    this.#input.child.calls.delete(this.#callId)
    this.#input.call.signal.removeEventListener('abort', this.#onAbort)
    this.#clock.stop()
    this.#hostCalls.close()
    this.#resolve(outcome)
  }
}

function prepared(work: SliceWork, timeoutMs: number): PreparedSlice {
  return { work, timeoutMs, now: Date.now() }
}

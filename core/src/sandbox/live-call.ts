import { createHash, randomBytes } from 'node:crypto'
import type { GuestPost, SliceWork } from '@tenon/sdk/contract/sandbox-protocol'
import { CALL_LIMITS, type CallLimits, guestLimits, hostCallLimit } from './call-limits.ts'
import { type CallFailure, type CallOutcome, judgeSlice, timeoutOf } from './call-outcome.ts'
import { HostCalls } from './host-calls.ts'
import { readOutput } from './read-output.ts'
import type { SandboxCall } from './sandbox.ts'
import type { CallListener, PreparedSlice, SandboxChild } from './sandbox-child.ts'

/** Wall time that a slice may take per CPU time left: on a busy machine the innocent wait too. */
const WALL_PER_CPU = 10
const CANCEL_TIMEOUT_MS = 100

export interface LiveCallInput {
  child: SandboxChild
  /** Key of the loaded isolate. */
  isolate: string
  call: SandboxCall
  /** HookInput as JSON. */
  inputText: string
  log(level: string, message: string): void
}

/** Runs a call whose isolate is loaded, slice by slice, answering its host calls in between. Never rejects. */
export function runLiveCall(input: LiveCallInput): Promise<CallOutcome> {
  return new Promise((resolve) => new LiveCall(input, resolve).begin())
}

class LiveCall implements CallListener {
  readonly isolate: string
  readonly #input: LiveCallInput
  readonly #limits: CallLimits
  readonly #callId = randomBytes(16).toString('hex')
  readonly #resolve: (outcome: CallOutcome) => void
  readonly #hostCalls: HostCalls
  #logLines = 0
  #resumeQueued = false
  /** The next slice may begin before the end of the last one has been looked at. */
  #slicesRunning = 0
  #settled: GuestPost | null = null
  #cpuMicros = 0
  #wallDeadline = 0
  #wallTimer: NodeJS.Timeout | null = null
  #finished = false

  constructor(input: LiveCallInput, resolve: (outcome: CallOutcome) => void) {
    this.#input = input
    this.isolate = input.isolate
    this.#limits = CALL_LIMITS[input.call.kind]
    this.#resolve = resolve
    this.#hostCalls = new HostCalls({
      host: input.call.host,
      limit: hostCallLimit(this.#limits, input.call.input.records.length),
      onAnswer: () => this.#queueResume(),
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
    void this.#runSlice(() => ({
      type: 'start',
      callId: this.#callId,
      target: call.target,
      input: inputText,
      seed: createHash('sha256').update(this.#callId).digest().readInt32LE(),
      limits: guestLimits(this.#limits, call.input.records.length),
    }))
  }

  onPost(post: GuestPost): void {
    switch (post.kind) {
      case 'log':
        this.#log(post)
        break
      case 'host':
        if (!this.#hostCalls.accept(post)) this.#giveUp(tooManyHostCalls())
        break
      case 'settled':
        this.#settled = post
        // Another call of the same isolate may settle this one, through state that the two share.
        if (this.#slicesRunning === 0) this.#finish(this.#readSettled(post))
        break
      default:
        break
    }
  }

  onLost(): void {
    this.#finish({ kind: 'lost', rerun: !this.#hostCalls.wrote })
  }

  readonly #onAbort = (): void => this.#giveUp({ kind: 'cancelled' })

  #log({ name, text }: GuestPost): void {
    this.#logLines += 1
    if (this.#logLines <= this.#limits.logLines) this.#input.log(name, text.slice(0, 2001))
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
    const result = await this.#input.child.runSlice({
      isolate: this.isolate,
      cpuLimitMs: this.#limits.cpuMs,
      prepare: () => {
        if (this.#finished) return null
        this.#startWallClock()
        this.#slicesRunning += 1
        return prepared(work(), this.#sliceTimeout())
      },
    })
    if (result === null) return
    this.#slicesRunning -= 1
    if (this.#finished) return
    if (result.outcome !== 'died') this.#cpuMicros += result.cpuMicros
    const state = { limits: this.#limits, cpuMicros: this.#cpuMicros, wrote: this.#hostCalls.wrote }
    const outcome = judgeSlice(result, state) ?? this.#outcomeOfGuest()
    if (outcome !== null) this.#giveUp(outcome)
  }

  /** Null while the guest waits for its host. */
  #outcomeOfGuest(): CallOutcome | null {
    if (this.#settled !== null) return this.#readSettled(this.#settled)
    if (performance.now() >= this.#wallDeadline) return timeoutOf(this.#limits, false)
    if (this.#hostCalls.pending || this.#slicesRunning > 0) return null
    return { kind: 'failed', code: 'PLUGIN_TIMEOUT', detail: 'it waits for something that never comes', killed: false }
  }

  #readSettled({ name, text }: GuestPost): CallOutcome {
    if (name !== 'ok') return { kind: 'failed', code: failureCode(name), detail: text.slice(0, 2100), killed: false }
    const output = readOutput(text, this.#input.call.input.records.length)
    if (typeof output !== 'string') return { kind: 'ok', output }
    return { kind: 'failed', code: 'PLUGIN_BAD_RETURN', detail: output, killed: false }
  }

  #startWallClock(): void {
    if (this.#wallTimer !== null) return
    const { wallMs } = this.#limits
    this.#wallDeadline = performance.now() + wallMs
    this.#wallTimer = setTimeout(() => {
      // A slice at work has its own timer and deadline, which leave the child in a known state.
      if (this.#slicesRunning === 0) this.#giveUp(timeoutOf(this.#limits, false))
    }, wallMs)
  }

  #sliceTimeout(): number {
    const cpuLeftMs = this.#limits.cpuMs - this.#cpuMicros / 1000
    const wallLeftMs = this.#wallDeadline - performance.now()
    return Math.max(1, Math.ceil(Math.min(WALL_PER_CPU * cpuLeftMs, wallLeftMs)))
  }

  /** Ends the call, also in the guest where work of it may still be waiting. */
  #giveUp(outcome: CallOutcome): void {
    if (this.#finished) return
    if (this.#settled === null && this.#input.child.loads.has(this.isolate)) {
      const prepare = () => prepared({ type: 'cancel', callId: this.#callId }, CANCEL_TIMEOUT_MS)
      void this.#input.child.runSlice({ isolate: this.isolate, cpuLimitMs: CANCEL_TIMEOUT_MS, prepare })
    }
    this.#finish(outcome)
  }

  #finish(outcome: CallOutcome): void {
    if (this.#finished) return
    this.#finished = true
    this.#input.child.calls.delete(this.#callId)
    this.#input.call.signal.removeEventListener('abort', this.#onAbort)
    if (this.#wallTimer !== null) clearTimeout(this.#wallTimer)
    this.#hostCalls.close()
    this.#resolve(outcome)
  }
}

function prepared(work: SliceWork, timeoutMs: number): PreparedSlice {
  return { work, timeoutMs, now: Date.now() }
}

function failureCode(status: string): CallFailure['code'] {
  if (status === 'hostCallLimit') return 'PLUGIN_HOST_CALL_LIMIT'
  return status === 'badReturn' ? 'PLUGIN_BAD_RETURN' : 'PLUGIN_THREW'
}

function tooManyHostCalls(): CallFailure {
  return { kind: 'failed', code: 'PLUGIN_HOST_CALL_LIMIT', detail: 'it made more calls than it may.', killed: true }
}

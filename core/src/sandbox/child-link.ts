import type { Duplex } from 'node:stream'
import type { ChildRequest } from '@tenon/sdk/contract/sandbox-protocol'
import { frameOf, frameReader } from './child/frames.js'
import type { DeathCause } from './child-death.ts'
import { freeLarge, LARGE } from './free-large.ts'
import { killProcess } from './spawn-child.ts'
import type { ProcessEnd, StartedProcess } from './started-process.ts'

/** A process without its channel is of no use; one that has ended closes it too. */
const CHANNEL_GRACE_MS = 500
/** For what a process has said before its end to come through. */
const DRAIN_MS = 100

export interface ChildLinkListeners {
  onMessage(message: unknown): void
  /** Told once. `cause`: why core killed it, null if it did not. */
  onEnd(end: ProcessEnd, cause: DeathCause | null): void
}

/** The process of a child and the channel to it. */
export class ChildLink {
  readonly pid: number
  /** Resolves when the process is no more. */
  readonly gone: Promise<void>
  readonly #channel: Duplex
  readonly #listeners: ChildLinkListeners
  #ended = false

  constructor(process: StartedProcess, listeners: ChildLinkListeners) {
    this.pid = process.pid
    this.#channel = process.channel
    this.#listeners = listeners
    const { onMessage } = listeners
    this.#channel.on('data', frameReader({ onMessage, onBroken: () => this.kill('protocol') }))
    // That the other end is gone is told by the end of the process.
    this.#channel.on('error', () => {})
    this.#channel.once('close', () => setTimeout(() => this.kill('protocol'), CHANNEL_GRACE_MS).unref())
    this.gone = endOf(process).then((end) => this.#end(end, null))
  }

  /** To a process that has ended nothing goes. */
  send(request: ChildRequest): void {
    if (!this.#channel.writable) return
    const frame = frameOf(request)
    if (frame.length < LARGE) {
      this.#channel.write(frame)
      return
    }
    for (const bytes of answersIn(request)) freeLarge(bytes)
    // After a failure, nobody knows who still reads it.
    this.#channel.write(frame, (error) => error || freeLarge(frame))
  }

  /** It is dead for us from now on, however long the operating system takes to clear it away. */
  kill(reason: DeathCause): void {
    if (this.#ended) return
    killProcess(this.pid)
    this.#channel.destroy()
    this.#end({ code: null, signal: 'SIGKILL', stderr: '' }, reason)
  }

  #end(end: ProcessEnd, cause: DeathCause | null): void {
    if (this.#ended) return
    this.#ended = true
    this.#listeners.onEnd(end, cause)
  }
}

/** Bytes that are in a frame now, and that nobody else reads. */
function answersIn(request: ChildRequest): Uint8Array[] {
  const slices = request.type === 'trip' ? request.slices : [request]
  return slices
    .flatMap((slice) => (slice.type === 'resume' ? slice.answers : []))
    .flatMap(({ text }) => (typeof text === 'string' ? [] : [text]))
}

/** How a process ended, once what it had said before has been read. */
async function endOf({ ended, channel }: StartedProcess): Promise<ProcessEnd> {
  const end = await ended
  if (channel.closed) return end
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(end), DRAIN_MS)
    channel.once('close', () => {
      clearTimeout(timer)
      resolve(end)
    })
  })
}

import { type ChildProcess, spawn } from 'node:child_process'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { NurseryReply, NurseryRequest } from './nursery-protocol.ts'
import type { ProcessCommand, ProcessEnd, StartedProcess } from './started-process.ts'

const ENTRY = fileURLToPath(new URL('nursery/nursery-entry.js', import.meta.url))

interface Birth {
  pid: number
  channel: Duplex | null
  resolve(started: StartedProcess): void
  reject(error: Error): void
  ended: Promise<ProcessEnd>
  tellEnd(end: ProcessEnd): void
}

/**
 * A small process that starts children for core, so that core need not stand still for it. Without it everything
 * works as well, only core starts them itself: while the nursery starts, when somebody has killed it, on Windows.
 */
export class Nursery {
  #process: ChildProcess | null = null
  #ready = false
  #closed = false
  readonly #births = new Map<number, Birth>()
  #lastId = 0

  constructor() {
    this.#open()
  }

  /** Null while the nursery cannot; rejects when this start fails. */
  start({ command, parameters, folder }: ProcessCommand): Promise<StartedProcess> | null {
    if (this.#process === null) this.#open()
    if (!this.#ready) return null
    this.#lastId += 1
    const id = this.#lastId
    return new Promise((resolve, reject) => {
      const { promise: ended, resolve: tellEnd } = Promise.withResolvers<ProcessEnd>()
      this.#births.set(id, { pid: 0, channel: null, resolve, reject, ended, tellEnd })
      const request: NurseryRequest = { id, command, parameters, folder }
      // That it failed is told by its exit.
      this.#process?.send(request, () => {})
    })
  }

  /** Ends it, and with it every child of its that is left. */
  async close(): Promise<void> {
    this.#closed = true
    const process = this.#process
    if (process === null) return
    const ended = new Promise((resolve) => process.once('exit', resolve))
    if (process.connected) process.disconnect()
    await ended
  }

  #open(): void {
    // A channel cannot be handed from process to process there.
    if (process.platform === 'win32' || this.#closed) return
    const nursery = spawn(process.execPath, [ENTRY], { env: {}, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
    this.#process = nursery
    nursery.on('message', (reply: NurseryReply, handle) => this.#receive(reply, handle))
    nursery.once('exit', () => this.#mourn())
    nursery.once('error', () => nursery.pid === undefined && this.#mourn())
  }

  #receive(reply: NurseryReply, handle: unknown): void {
    if (reply.type === 'ready') {
      this.#ready = true
      return
    }
    const birth = this.#births.get(reply.id)
    if (birth === undefined) return
    if (reply.type === 'started' && handle instanceof Socket) Object.assign(birth, { pid: reply.pid, channel: handle })
    if (reply.type === 'handedOver') handOver(birth)
    if (reply.type === 'failed') birth.reject(new Error(reply.message))
    if (reply.type === 'ended') birth.tellEnd(reply)
    if (reply.type === 'failed' || reply.type === 'ended') this.#births.delete(reply.id)
  }

  /** Its children live on; that one of them has ended is now seen by its channel alone. */
  #mourn(): void {
    this.#process = null
    this.#ready = false
    for (const birth of this.#births.values()) {
      birth.reject(new Error('the process that starts them has ended'))
      const { channel } = birth
      const end = () => birth.tellEnd({ code: null, signal: 'SIGKILL', stderr: '' })
      if (channel === null || channel.closed) end()
      else channel.once('close', end)
    }
    this.#births.clear()
  }
}

function handOver({ pid, channel, ended, resolve, reject }: Birth): void {
  if (channel === null) reject(new Error('its channel did not come through'))
  else resolve({ pid, channel, ended })
}

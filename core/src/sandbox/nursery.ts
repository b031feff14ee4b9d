import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { NurseryReply, NurseryRequest } from './nursery-protocol.ts'
import type { ProcessCommand, ProcessEnd, StartedProcess } from './started-process.ts'

const ENTRY = fileURLToPath(new URL('nursery/nursery-entry.js', import.meta.url))

interface Birth {
  pid: number
  channel: Duplex | null
  handedOver: boolean
  resolve(started: StartedProcess): void
  reject(error: Error): void
  ended: Promise<ProcessEnd>
  tellEnd(end: ProcessEnd): void
}

/**
 * A small process that starts children for core, so that core need not stand still for it, and that ends them when
 * core has ended in whichever way. Where there is none, on Windows or when it cannot be started, core does it itself.
 */
export class Nursery {
  /** Resolves to the process once it can work, to null when it has ended instead. */
  #opened: Promise<ChildProcess | null>
  #closed = false
  readonly #births = new Map<number, Birth>()
  #lastId = 0

  constructor() {
    this.#opened = this.#open()
  }

  /** Resolves to null where there is no nursery. Rejects when it fails. */
  async start({ command, parameters, folder }: ProcessCommand): Promise<StartedProcess | null> {
    const nursery = await this.#opened
    if (nursery === null) return null
    this.#lastId += 1
    const id = this.#lastId
    return new Promise((resolve, reject) => {
      const { promise: ended, resolve: tellEnd } = Promise.withResolvers<ProcessEnd>()
      this.#births.set(id, { pid: 0, channel: null, handedOver: false, resolve, reject, ended, tellEnd })
      const request: NurseryRequest = { id, command, parameters, folder }
      // That it failed is told by its exit.
      nursery.send(request, () => {})
    })
  }

  /** Ends it, and with it every child of its that is left. */
  async close(): Promise<void> {
    this.#closed = true
    const nursery = await this.#opened
    if (nursery === null || nursery.exitCode !== null || nursery.signalCode !== null) return
    const ended = once(nursery, 'exit')
    if (nursery.connected) nursery.disconnect()
    await ended
  }

  #open(): Promise<ChildProcess | null> {
    // A channel cannot be handed from process to process there.
    if (process.platform === 'win32' || this.#closed) return Promise.resolve(null)
    const nursery = spawn(process.execPath, [ENTRY], { env: {}, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
    return new Promise((resolve) => {
      let worked = false
      nursery.on('message', (reply: NurseryReply, handle) => {
        worked = true
        if (reply.type === 'ready') resolve(nursery)
        else this.#receive(reply, handle)
      })
      nursery.once('exit', () => {
        resolve(null)
        this.#mourn()
        // One that never worked would not do so the next time either.
        this.#opened = worked ? this.#open() : Promise.resolve(null)
      })
      // One that could not be started has no exit event.
      nursery.once('error', () => resolve(null))
    })
  }

  #receive(reply: Exclude<NurseryReply, { type: 'ready' }>, handle: unknown): void {
    const birth = this.#births.get(reply.id)
    if (birth === undefined) return
    if (reply.type === 'started' && handle instanceof Socket) Object.assign(birth, { pid: reply.pid, channel: handle })
    if (reply.type === 'handedOver') handOver(birth)
    if (reply.type === 'failed') birth.reject(new Error(reply.message))
    if (reply.type === 'ended') birth.tellEnd(reply)
    if (reply.type === 'failed' || reply.type === 'ended') this.#births.delete(reply.id)
  }

  /** Somebody has killed it: its children live on, but that one of them has ended is now seen by its channel alone. */
  #mourn(): void {
    for (const { channel, handedOver, reject, tellEnd } of this.#births.values()) {
      reject(new Error('the process that starts them has ended'))
      if (!handedOver) channel?.destroy()
      const end = () => tellEnd({ code: null, signal: 'SIGKILL', stderr: '' })
      if (channel === null || channel.closed) end()
      else channel.once('close', end)
    }
    this.#births.clear()
  }
}

function handOver(birth: Birth): void {
  const { pid, channel, ended, resolve, reject } = birth
  birth.handedOver = true
  if (channel === null) reject(new Error('its channel did not come through'))
  else resolve({ pid, channel, ended })
}

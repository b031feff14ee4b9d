import type { TenonClient } from '@tenon/sdk/client'
import type { StoredFile } from '@tenon/sdk/contract/field-type'
import { errorBody } from './error-body.ts'
import { uploadFile } from './upload-file.ts'

/** A file on its way, or one that did not get there. */
export interface Upload {
  readonly name: string
  /** From 0 to 1. */
  share: number
  /** Why it is not there; null while it is on its way. */
  problem: string | null
  /** Sends it once more; null where that would be refused again, and while it is on its way. */
  retry: (() => void) | null
  cancel(): void
}

interface Body {
  file: File
  signal: AbortSignal
}

interface QueueInput {
  place(): { client: TenonClient; entity: string; field: string } | null
  /** In the order in which they were chosen, whichever is there first. */
  onDone(file: StoredFile): void
  /** Something of the list has changed. */
  onChange(): void
}

const AT_ONCE = 2
/** What says nothing about the file. */
const PASSING: ReadonlySet<string> = new Set(['UNAVAILABLE', 'RATE_LIMITED', 'UNAUTHENTICATED', 'INTERNAL'])

/** Sends files two at a time; each can be cancelled, and one that fails stays in the list until it is tried again or dismissed. */
export class UploadQueue {
  #uploads: Upload[] = []
  readonly #waiting: Array<() => Promise<void>> = []
  /** What is there, and waits for those that were chosen before it. */
  readonly #arrived = new Map<Upload, StoredFile>()
  #running = 0
  readonly #input: QueueInput

  constructor(input: QueueInput) {
    this.#input = input
  }

  get uploads(): readonly Upload[] {
    return this.#uploads
  }

  /** Files that may still arrive. */
  get busy(): number {
    return this.#uploads.filter(({ problem }) => problem === null).length
  }

  /** Files that did not get through, and may the next time. */
  get lost(): number {
    return this.#uploads.filter(({ retry }) => retry !== null).length
  }

  add(file: File): void {
    const stop = new AbortController()
    const cancel = () => this.#drop(upload, stop)
    const upload: Upload = { name: file.name, share: 0, problem: null, retry: null, cancel }
    this.#uploads = [...this.#uploads, upload]
    this.#queue(upload, { file, signal: stop.signal })
  }

  #queue(upload: Upload, body: Body): void {
    Object.assign(upload, { share: 0, problem: null, retry: null })
    this.#waiting.push(() => this.#send(upload, body))
    this.#next()
  }

  /** For a file that is not even sent. */
  refuse(name: string, problem: string): void {
    const upload: Upload = { name, share: 0, problem, retry: null, cancel: () => this.#drop(upload, null) }
    this.#uploads = [...this.#uploads, upload]
    this.#input.onChange()
  }

  cancelAll(): void {
    for (const upload of this.#uploads) upload.cancel()
  }

  #drop(upload: Upload, stop: AbortController | null): void {
    this.#uploads = this.#uploads.filter((one) => one !== upload)
    this.#arrived.delete(upload)
    stop?.abort()
    this.#handOver()
    this.#input.onChange()
  }

  #handOver(): void {
    for (const upload of this.#uploads.filter(({ problem }) => problem === null)) {
      const file = this.#arrived.get(upload)
      if (file === undefined) return
      this.#arrived.delete(upload)
      this.#uploads = this.#uploads.filter((one) => one !== upload)
      this.#input.onDone(file)
    }
  }

  #next(): void {
    this.#input.onChange()
    const send = this.#running < AT_ONCE ? this.#waiting.shift() : undefined
    if (!send) return
    this.#running += 1
    void send().finally(() => {
      this.#running -= 1
      this.#next()
    })
    this.#next()
  }

  async #send(upload: Upload, body: Body): Promise<void> {
    const { file: chosen, signal } = body
    const place = this.#input.place()
    if (!place || signal.aborted) return
    const { client, entity, field } = place
    const onProgress = (share: number) => {
      upload.share = share
      this.#input.onChange()
    }
    try {
      const input = { entity, field, name: chosen.name, body: chosen }
      const file = await uploadFile(client.connection, input, { signal, onProgress })
      if (signal.aborted) return
      this.#arrived.set(upload, file)
    } catch (error) {
      if (!signal.aborted) this.#fail(upload, { error, again: () => this.#queue(upload, body) })
    }
    this.#handOver()
  }

  #fail(upload: Upload, { error, again }: { error: unknown; again: () => void }): void {
    const { code, message } = errorBody(error)
    upload.problem = message
    upload.retry = PASSING.has(code) ? again : null
  }
}

import type { TenonClient } from '@tenon/sdk/client'
import type { LiveMessage } from '@tenon/sdk/contract/record-event'

export type LiveListener = (message: LiveMessage | { type: 'reconnected' }) => unknown

/** One stream for all pages: what somebody changed, or that messages may have been missed. */
export class LiveHub {
  #listeners: LiveListener[] = []
  readonly #stop: () => void

  constructor(client: TenonClient) {
    const onReconnect = () => this.#tell({ type: 'reconnected' })
    const stop = client.live((message) => this.#tell(message), { onReconnect })
    // A stream may outlive a short loss that requests failed in.
    addEventListener('online', onReconnect)
    this.#stop = () => {
      removeEventListener('online', onReconnect)
      stop()
    }
  }

  /** Returns its undo. */
  subscribe(listener: LiveListener): () => void {
    this.#listeners = [...this.#listeners, listener]
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== listener)
    }
  }

  /** What may have been missed, or could not be had, is read once the connection is back. Returns its undo. */
  whenBack(read: () => unknown): () => void {
    return this.subscribe(({ type }) => type === 'reconnected' && void read())
  }

  close(): void {
    this.#stop()
    this.#listeners = []
  }

  #tell(message: Parameters<LiveListener>[0]): void {
    for (const listener of this.#listeners) listener(message)
  }
}

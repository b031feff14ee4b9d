import type { TenonClient } from '@tenon/sdk/client'
import type { LiveMessage } from '@tenon/sdk/contract/record-event'

export type LiveListener = (message: LiveMessage | { type: 'reconnected' }) => void

/** One stream for all pages: what somebody changed, or that messages may have been missed. */
export class LiveHub {
  #listeners: LiveListener[] = []
  readonly #stop: () => void

  constructor(client: TenonClient) {
    this.#stop = client.live((message) => this.#tell(message), {
      onReconnect: () => this.#tell({ type: 'reconnected' }),
    })
  }

  /** Returns its undo. */
  subscribe(listener: LiveListener): () => void {
    this.#listeners = [...this.#listeners, listener]
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== listener)
    }
  }

  close(): void {
    this.#stop()
    this.#listeners = []
  }

  #tell(message: Parameters<LiveListener>[0]): void {
    for (const listener of this.#listeners) listener(message)
  }
}

import type { HistoryEntry } from '@tenon/sdk/contract/api-contract'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import type { ReactiveController, ReactiveControllerHost } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { hasCode } from '../app/error-text.ts'
import { localeStore } from '../app/locale-store.ts'
import { referenceLabels } from './reference-labels.ts'

interface WatcherHost extends ReactiveControllerHost {
  readonly app: AppServices
  readonly entity: string
  readonly recordId: string
}

/** One record with its history, read again whenever somebody changes it or something that belongs to it. */
export class RecordWatcher implements ReactiveController {
  record: TenonRecord | null = null
  history: HistoryEntry[] | null = null
  labels: Record<string, string> = {}
  error: unknown = null
  /** Counts up when records that belong to this one may have changed. */
  revision = 0
  /** True for a moment after somebody else's change has arrived. */
  isFresh = false
  readonly #host: WatcherHost
  #stop: (() => void) | null = null

  constructor(host: WatcherHost) {
    this.#host = host
    host.addController(this)
  }

  hostConnected(): void {
    const { live, session } = this.#host.app
    const own = `user:${session.user.id}`
    this.#stop = live.subscribe((message) => {
      if (message.type === 'reconnected') return void this.read()
      if (message.type === 'records.recalculated') {
        if (message.entity === this.#host.entity) void this.read()
        return this.#bump()
      }
      if (!('recordId' in message)) return
      if (message.recordId !== this.#host.recordId) return this.#bump()
      if (message.version > (this.record?.version ?? 0)) void this.read({ highlight: message.actor !== own })
    })
    void this.read()
  }

  hostDisconnected(): void {
    this.#stop?.()
  }

  async read({ highlight = false } = {}): Promise<void> {
    const { app, entity, recordId: id } = this.#host
    try {
      const [record, history] = await Promise.all([
        app.client.records.get({ entity, id }),
        app.client.records.history({ entity, id }).catch(() => []),
      ])
      this.record = record
      this.history = history
      this.error = null
      this.#highlight(highlight)
      this.labels = {
        ...record.$labels,
        ...(await referenceLabels(app, entity, { history, locale: localeStore.get() })),
      }
    } catch (error) {
      this.error = error
      if (hasCode(error, 'NOT_FOUND')) this.record = null
    }
    this.#host.requestUpdate()
  }

  /** Takes what a write of this page has answered, without waiting for the live message. */
  accept(record: TenonRecord): void {
    this.record = { ...record, ...(this.record?.$labels && { $labels: { ...this.record.$labels, ...record.$labels } }) }
    this.#host.requestUpdate()
    void this.read()
  }

  #bump(): void {
    this.revision++
    this.#host.requestUpdate()
  }

  #highlight(on: boolean): void {
    this.isFresh = on
    this.#host.requestUpdate()
    if (!on) return
    setTimeout(() => {
      this.isFresh = false
      this.#host.requestUpdate()
    }, 1600)
  }
}

import type { TenonRecord } from '@tenon/sdk/contract/record'
import type { ReactiveController, ReactiveControllerHost } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { hasCode } from '../app/error-text.ts'
import { modelForRecord } from './model-for-record.ts'
import { ALL_RIGHTS, type RecordRights, readRecordRights } from './record-rights.ts'

interface WatcherHost extends ReactiveControllerHost {
  readonly app: AppServices
  readonly entity: string
  readonly recordId: string
}

/** One record, read again whenever somebody changes it or something that belongs to it. */
export class RecordWatcher implements ReactiveController {
  record: TenonRecord | null = null
  /** Counts readings: what is shown beside the record may have changed with it. */
  readings = 0
  error: unknown = null
  /** Counts up when records that belong to this one may have changed. */
  revision = 0
  /** True for a moment after somebody else's change has arrived. */
  isFresh = false
  readonly #host: WatcherHost
  #rights: RecordRights = ALL_RIGHTS
  #narrowed: { from: AppServices; rights: RecordRights; to: AppServices } | null = null
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

  /** What the page works with, offering no more than may be done with this record. */
  get app(): AppServices {
    const { app: from, entity } = this.#host
    const rights = this.#rights
    if (this.#narrowed?.from !== from || this.#narrowed.rights !== rights) {
      this.#narrowed = { from, rights, to: { ...from, model: modelForRecord(from.model, entity, rights) } }
    }
    return this.#narrowed.to
  }

  async read({ highlight = false } = {}): Promise<void> {
    const { app, entity, recordId: id } = this.#host
    try {
      // Both at once: nothing is offered for a moment and then gone.
      const [record, rights] = await Promise.all([
        app.client.records.get({ entity, id }),
        readRecordRights(app, { entity, id }),
      ])
      this.record = record
      if (JSON.stringify(rights) !== JSON.stringify(this.#rights)) this.#rights = rights
      this.readings++
      this.error = null
      this.#highlight(highlight)
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

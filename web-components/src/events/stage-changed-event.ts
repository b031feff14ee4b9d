import type { TenonRecord } from '@tenon/sdk/contract/record'

/** A record has been moved to another stage, and the server has agreed. */
export class StageChangedEvent extends Event {
  readonly entity: string
  readonly record: TenonRecord
  readonly from: string

  constructor(entity: string, record: TenonRecord, from: string) {
    super('tenon-stage-change', { bubbles: true, composed: true })
    this.entity = entity
    this.record = record
    this.from = from
  }
}

declare global {
  interface HTMLElementEventMap {
    'tenon-stage-change': StageChangedEvent
  }
}

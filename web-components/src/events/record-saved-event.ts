import type { TenonRecord } from '@tenon/sdk/contract/record'

/** A form has saved its record. */
export class RecordSavedEvent extends Event {
  readonly entity: string
  readonly record: TenonRecord
  /** True for a new record. */
  readonly created: boolean

  constructor(entity: string, record: TenonRecord, created: boolean) {
    super('tenon-save', { bubbles: true, composed: true })
    this.entity = entity
    this.record = record
    this.created = created
  }
}

declare global {
  interface HTMLElementEventMap {
    'tenon-save': RecordSavedEvent
  }
}

import type { JsonObject } from '@tenon/sdk/contract/json-value'

/** Somebody wants a new record; `values` are what it should start with, such as the stage of the column asked from. */
export class CreateRecordEvent extends Event {
  readonly entity: string
  readonly values: JsonObject

  constructor(entity: string, values: JsonObject = {}) {
    super('tenon-create-record', { bubbles: true, composed: true })
    this.entity = entity
    this.values = values
  }
}

declare global {
  interface HTMLElementEventMap {
    'tenon-create-record': CreateRecordEvent
  }
}

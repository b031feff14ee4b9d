import type { JsonValue } from '@tenon/sdk/contract/json-value'

/** A sensitive value was shown to the person who asked for it. It stays within the widget. */
export class ValueRevealedEvent extends Event {
  readonly field: string
  readonly value: JsonValue

  constructor(field: string, value: JsonValue) {
    super('tenon-value-revealed', { bubbles: true })
    this.field = field
    this.value = value
  }
}

declare global {
  interface HTMLElementEventMap {
    'tenon-value-revealed': ValueRevealedEvent
  }
}

/** Other rows of a list are selected now. */
export class SelectionChangedEvent extends Event {
  readonly recordIds: readonly string[]

  constructor(recordIds: readonly string[]) {
    super('tenon-selection-change', { bubbles: true, composed: true })
    this.recordIds = recordIds
  }
}

declare global {
  interface HTMLElementEventMap {
    'tenon-selection-change': SelectionChangedEvent
  }
}

/** Somebody wants to see a record: a row, a card or a reference's chip was activated. */
export class OpenRecordEvent extends Event {
  readonly entity: string
  readonly recordId: string

  constructor(entity: string, recordId: string) {
    super('tenon-open-record', { bubbles: true, composed: true, cancelable: true })
    this.entity = entity
    this.recordId = recordId
  }
}

declare global {
  interface HTMLElementEventMap {
    'tenon-open-record': OpenRecordEvent
  }
}

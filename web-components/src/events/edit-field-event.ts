/** Somebody wants to fill in a field of a record, usually the one that a refused move is waiting for. */
export class EditFieldEvent extends Event {
  readonly entity: string
  readonly recordId: string
  readonly field: string

  constructor(entity: string, recordId: string, field: string) {
    super('tenon-edit-field', { bubbles: true, composed: true })
    this.entity = entity
    this.recordId = recordId
    this.field = field
  }
}

declare global {
  interface HTMLElementEventMap {
    'tenon-edit-field': EditFieldEvent
  }
}

/** Something in a form was changed; not saved, and perhaps not sound yet. */
export class FormEditedEvent extends Event {
  constructor() {
    super('tenon-edit', { bubbles: true, composed: true })
  }
}

declare global {
  interface HTMLElementEventMap {
    'tenon-edit': FormEditedEvent
  }
}

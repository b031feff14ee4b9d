/** The person wants to leave the form; changes, if there were any, have been given up knowingly. */
export class FormCancelledEvent extends Event {
  constructor() {
    super('tenon-cancel', { bubbles: true, composed: true })
  }
}

declare global {
  interface HTMLElementEventMap {
    'tenon-cancel': FormCancelledEvent
  }
}

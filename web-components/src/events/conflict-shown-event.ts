/** Somebody else saved the record first: the form shows both versions and waits for a choice. */
export class ConflictShownEvent extends Event {
  constructor() {
    super('tenon-conflict', { bubbles: true, composed: true })
  }
}

declare global {
  interface HTMLElementEventMap {
    'tenon-conflict': ConflictShownEvent
  }
}

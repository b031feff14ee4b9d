import type { TenonErrorBody } from '@tenon/sdk/contract/tenon-error'

/** A widget cannot show what it is for; the content that the host put into it stands there instead. */
export class WidgetFailedEvent extends Event {
  readonly error: TenonErrorBody

  constructor(error: TenonErrorBody) {
    super('tenon-error', { bubbles: true, composed: true })
    this.error = error
  }
}

declare global {
  interface HTMLElementEventMap {
    'tenon-error': WidgetFailedEvent
  }
}

/** Somebody wants to see the record as it was at a moment, in ISO 8601. */
export class AsOfEvent extends Event {
  readonly at: string
  constructor(at: string) {
    super('studio-as-of', { bubbles: true, composed: true })
    this.at = at
  }
}

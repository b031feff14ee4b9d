/** Somebody put a star on a record of a list, or took it away. */
export class FavouriteEvent extends Event {
  readonly recordId: string
  readonly on: boolean

  constructor(recordId: string, on: boolean) {
    super('tenon-favourite', { bubbles: true, composed: true })
    this.recordId = recordId
    this.on = on
  }
}

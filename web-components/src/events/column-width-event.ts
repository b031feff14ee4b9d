/** Somebody made a column wider or narrower; pixels. */
export class ColumnWidthEvent extends Event {
  readonly field: string
  readonly width: number

  constructor(field: string, width: number) {
    super('tenon-column-width', { bubbles: true, composed: true })
    this.field = field
    this.width = width
  }
}

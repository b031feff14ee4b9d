import type { ListColumnChoice } from '@tenon/sdk/contract/personal-api'

/** Columns were chosen; null: as the view says. `forView`: for whoever looks at the view. */
export class ColumnsChosenEvent extends Event {
  readonly columns: ListColumnChoice[] | null
  readonly forView: boolean

  constructor(columns: ListColumnChoice[] | null, forView: boolean) {
    super('studio-columns-chosen', { bubbles: true, composed: true })
    this.columns = columns
    this.forView = forView
  }
}

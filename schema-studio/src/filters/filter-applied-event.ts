import type { RecordFilter } from '@tenon/sdk/contract/query'

/** A filter was chosen; null: none. */
export class FilterAppliedEvent extends Event {
  readonly filter: RecordFilter | null

  constructor(filter: RecordFilter | null) {
    super('studio-filter-applied', { bubbles: true, composed: true })
    this.filter = filter
  }
}

import type { BulkRun, BulkTarget } from '@tenon/sdk/contract/bulk-api'
import type { DuplicateGroup } from '@tenon/sdk/contract/duplicates-api'
import type { RecordFilter } from '@tenon/sdk/contract/query'

/** All that a list shows, beyond the page at hand. */
export interface ShownRecords {
  where: RecordFilter | null
  search: string
}

/** A change of many records that somebody has asked for, before they were asked about it. */
export type BulkTask = {
  entity: string
  /** Called when records may have changed. */
  onEnd?: () => void
} & (
  | {
      kind: 'update' | 'assign' | 'tag' | 'delete' | 'restore'
      /** The chosen ones; empty: all that the list shows. */
      ids: string[]
      shown: ShownRecords
    }
  | { kind: 'merge'; groups: readonly DuplicateGroup[] }
  /** Begun already, by its own dialog. */
  | { kind: 'import'; run: BulkRun }
  | { kind: 'undo'; run: BulkRun }
  /** Begun earlier, on a page that has gone: followed behind, or its result shown. */
  | { kind: 'recall'; run: BulkRun }
)

export type AskedTask = Exclude<BulkTask, { kind: 'undo' | 'merge' | 'import' | 'recall' }>

/** All that the list shows, as the API takes it. */
export function shownTarget({
  where,
  search,
}: ShownRecords): Exclude<BulkTarget, { ids: string[] } | { groups: unknown }> {
  return { ...(where !== null && { where }), ...(search !== '' && { search }) }
}

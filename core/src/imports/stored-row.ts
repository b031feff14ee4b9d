import type { SelfReference } from './map-rows.ts'
import type { SourceRow } from './read-rows.ts'

/** A row whose record is stored, and whose references within the file are still to be set. */
export interface StoredRow {
  row: SourceRow
  id: string
  later: SelfReference[]
  outcome: 'created' | 'updated' | 'unchanged'
}

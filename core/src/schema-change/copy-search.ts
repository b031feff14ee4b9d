import type { CompiledField } from '../model/compiled-model.ts'
import type { CatalogTable } from './catalog.ts'
import type { ParkedColumn } from './parked-column.ts'
import type { ColumnShape } from './table-shape.ts'

/** A field before and after, and where its values may be. */
export interface CopySearch {
  before: CompiledField
  after: CompiledField
  shapes: readonly ColumnShape[]
  table: CatalogTable
  parked: readonly ParkedColumn[]
}

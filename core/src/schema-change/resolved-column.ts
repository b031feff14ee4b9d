import type { CompiledField } from '../model/compiled-model.ts'
import { isCodeColumn } from '../model/sql-names.ts'
import type { CatalogColumn } from './catalog.ts'
import type { ColumnShape } from './table-shape.ts'

/** Where a wanted column is now. */
export interface ResolvedColumn {
  readonly shape: ColumnShape
  /** Its name until the last transaction, which gives it the wanted one. */
  readonly working: string
  /** As it is in the catalog; null for one to be added. */
  readonly current: CatalogColumn | null
  readonly origin: 'kept' | 'parked' | 'leftover' | 'adopted' | 'new' | 'copied'
  readonly parkedId: string | null
}

/** The columns of a field's value, without what is written beside it. */
export function valueColumns(
  { columns }: { columns: readonly ResolvedColumn[] },
  { id }: CompiledField,
): ResolvedColumn[] {
  return columns.filter(({ shape: { owner, name } }) => 'field' in owner && owner.field === id && !isCodeColumn(name))
}

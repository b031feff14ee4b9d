import type { StoredFile } from '@tenon/sdk/contract/field-type'
import type { ColumnType } from 'kysely'

/** The table `_file`: uploads. Their bytes lie in the file storage under the id. */
export interface FileTable {
  id: string
  /** Stable id of the field that it was uploaded for. */
  field_id: string
  entity: string
  /** As in `created_by`. Nobody else may attach it. */
  uploaded_by: string
  created_at: ColumnType<Date, Date | string | undefined, Date | string>
  /** What records tell of it; null until all bytes are in the storage. */
  facts: ColumnType<StoredFile | null, string | null | undefined, string | null>
  size: ColumnType<string, number | undefined, number>
  /** Hexadecimal SHA-256 of the bytes; null until they are in the storage. */
  sha256: string | null
  /** The one record that it belongs to; null while it is pending. */
  record_id: string | null
  /** When the record ceased to name it. */
  detached_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
}

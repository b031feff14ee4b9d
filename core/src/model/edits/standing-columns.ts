import type { ModelDocument, TenantEdits } from '@tenon/sdk/contract/model-document'
import { partOf } from './plain-object.ts'

/** Whether a list, by its path in the model, shows columns, of which this one could be shown still. */
export type StandingColumns = (listPath: string, name: string) => boolean

/** Whether a column of a list that a tenant has arranged is there because plugins had it, and not by the tenant's word. */
export type BorrowedColumns = (listPath: string, name: string) => boolean

interface Columns {
  from: ModelDocument
  to: ModelDocument
  edits: TenantEdits
  borrowed: BorrowedColumns
}

export const COLUMN_LIST =
  /^\/(?<layer>entities|pipelines|views)\/(?<part>[^/]+)\/(?<list>listFields|cardFields|fields)$/

/** By what the plugins have now, and by what the tenant has edited: an edited field may stay as the tenant's own. */
export function makeStandingColumns({ from, to, edits, borrowed }: Columns): StandingColumns {
  return (listPath, name) => {
    const { layer = '', part = '' } = COLUMN_LIST.exec(listPath)?.groups ?? {}
    if (layer === '' || borrowed(listPath, name)) return false
    const entity = layer === 'entities' ? part : String(partOf(partOf(partOf(to, layer), part), 'entity'))
    const [was, is, edited] = [from, to, edits].map((model) => partOf(partOf(model.entities, entity), 'properties'))
    // What was no field of a plugin, such as the time of a change, no plugin takes away.
    return partOf(was, name) === undefined || partOf(is, name) !== undefined || partOf(edited, name) != null
  }
}

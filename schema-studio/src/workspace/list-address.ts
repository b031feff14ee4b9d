import type { RecordFilter, SortKey } from '@tenon/sdk/contract/query'
import { listPath } from '../app/route.ts'
import { filterFromAddress, filterToAddress } from '../filters/filter-address.ts'

/** What the address of a list says beside its entity. */
export interface ListAddress {
  /** Null: as the list was left. */
  view: string | null
  pipeline: string | null
  /** Undefined: the view's own; null: none, whatever the view's is. */
  filter: RecordFilter | null | undefined
  /** Null: the view's own. */
  sort: SortKey | null
  /** A filter stands in the address that cannot be read. */
  isBroken: boolean
}

export function readListAddress(query: URLSearchParams): ListAddress {
  const text = query.get('filter')
  const filter = text === null ? undefined : text === '' ? null : filterFromAddress(text)
  const isBroken = filter === null && text !== ''
  return {
    ...{ view: query.get('view'), pipeline: query.get('pipeline') },
    filter: isBroken ? undefined : filter,
    sort: readSort(query.get('sort')),
    isBroken,
  }
}

/** The address, and whether all of it found its place there: a filter can be too long. */
export function listAddress(entity: string, { view, pipeline, filter, sort }: Partial<ListAddress>) {
  const query = new URLSearchParams()
  if (view) query.set('view', view)
  if (pipeline) query.set('pipeline', pipeline)
  const text = filter ? filterToAddress(filter) : ''
  if (filter !== undefined && text !== null) query.set('filter', text)
  if (sort) query.set('sort', `${sort.direction === 'desc' ? '-' : ''}${sort.field}`)
  const search = query.toString()
  return { path: `${listPath(entity)}${search === '' ? '' : `?${search}`}`, isWhole: text !== null }
}

/** `amount`, or `-amount` for the greatest first. */
function readSort(text: string | null): SortKey | null {
  if (text === null || !/^-?[A-Za-z][\w.]{0,200}$/.test(text)) return null
  return text.startsWith('-') ? { field: text.slice(1), direction: 'desc' } : { field: text, direction: 'asc' }
}

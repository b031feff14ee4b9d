import type { FilterCondition, RecordFilter } from '@tenon/sdk/contract/query'
import { childEntity, type FilterEntity, fieldAt } from './filter-fields.ts'

/** What of a filter can be asked, and how many of its conditions cannot: their field is gone, or not for the actor. */
export interface UsableFilter {
  filter: RecordFilter | null
  lost: number
}

/** A filter without conditions whose field is not there (any more) for whoever looks. */
export function usableFilter(place: FilterEntity, filter: RecordFilter): UsableFilter {
  if ('and' in filter) return usableParts(place, filter.and, (and) => ({ and }))
  if ('or' in filter) return usableParts(place, filter.or, (or) => ({ or }))
  if ('not' in filter) {
    const inner = usableFilter(place, filter.not)
    return inner.filter === null ? inner : { filter: { not: inner.filter }, lost: inner.lost }
  }
  if (!('children' in filter)) return isThere(place, filter) ? { filter, lost: 0 } : LOST
  const entity = childEntity(place, filter.children)
  if (entity === null) return LOST
  const inner =
    'any' in filter ? filter.any : 'none' in filter ? filter.none : 'all' in filter ? filter.all : filter.where
  // Without a part of what it says of them, it would speak of other children.
  return inner === undefined || usableFilter({ ...place, entity }, inner).lost === 0 ? { filter, lost: 0 } : LOST
}

const LOST: UsableFilter = { filter: null, lost: 1 }

function isThere(place: FilterEntity, { field }: FilterCondition): boolean {
  // Every record has an id, which nobody is offered.
  return field === 'id' || field === 'version' || fieldAt(place, field) !== null
}

function usableParts(
  place: FilterEntity,
  parts: readonly RecordFilter[],
  wrap: (parts: RecordFilter[]) => RecordFilter,
): UsableFilter {
  const all = parts.map((part) => usableFilter(place, part))
  const kept = all.flatMap(({ filter }) => filter ?? [])
  const lost = all.reduce((sum, one) => sum + one.lost, 0)
  return { filter: kept.length === 0 && lost > 0 ? null : wrap(kept), lost }
}

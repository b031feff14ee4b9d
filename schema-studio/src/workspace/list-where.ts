import type { RecordFilter } from '@tenon/sdk/contract/query'
import type { FilterEntity } from '../filters/filter-fields.ts'
import { usableFilter } from '../filters/usable-filter.ts'

interface Asked {
  filter: RecordFilter | null
  /** Of the pipeline alone, where one is chosen. */
  pipeline: string | null
  place: FilterEntity
}

/** The filter that a list asks the server with. The same object for the same: a list reads again for another one. */
export class ListWhere {
  #last: { key: string; where: RecordFilter | null } = { key: '', where: null }

  of({ filter, pipeline, place }: Asked): RecordFilter | null {
    const own = filter === null ? null : usableFilter(place, filter).filter
    const chosen: RecordFilter | null = pipeline === null ? null : { field: 'pipeline', op: 'eq', value: pipeline }
    const where = own !== null && chosen !== null ? { and: [own, chosen] } : (own ?? chosen)
    const key = JSON.stringify([place.entity, where])
    if (key !== this.#last.key) this.#last = { key, where }
    return this.#last.where
  }
}

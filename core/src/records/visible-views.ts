import { isOfPeople, readPlaceholder } from '@tenon/sdk/contract/filter-placeholder'
import type { ModelListView } from '@tenon/sdk/contract/model-document'
import type { Filter } from '@tenon/sdk/contract/query'
import type { ActorAccess } from '../access/make-access.ts'
import type { Actor } from '../context/request-context.ts'
import type { CompiledModel } from '../model/compiled-model.ts'
import { filterFields } from '../model/filter-fields.ts'

/**
 * The model's views as one actor gets them: columns and sort keys only of fields that may be read, and no view whose
 * filter would tell of one that may not; none is sorted by a masked field. Whoever is no person has no views that speak of the person who looks.
 */
export function visibleViews(model: CompiledModel, rights: ActorAccess, actor: Actor): Record<string, ModelListView> {
  const views = [...model.views.values()].flatMap((view) => {
    const access = rights.readable(view.entity)
    if (access === null || !filterFields(view.where).every(access.canReveal)) return []
    if (actor.kind !== 'user' && view.where !== undefined && speaksOfPerson(view.where)) return []
    const { fields, sort, ...rest } = view
    const columns = fields?.filter(access.canRead) ?? []
    const keys = sort?.filter(({ field }) => access.canShow(field)) ?? []
    return [
      {
        ...rest,
        ...(columns.length > 0 && { fields: columns }),
        ...(keys.length > 0 && { sort: keys }),
      },
    ]
  })
  return Object.fromEntries(views.map((view) => [view.name, view]))
}

/** Whether a filter means the person who looks, or the people around them. */
function speaksOfPerson(filter: Filter): boolean {
  if ('and' in filter) return filter.and.some(speaksOfPerson)
  if ('or' in filter) return filter.or.some(speaksOfPerson)
  if ('not' in filter) return speaksOfPerson(filter.not)
  const { value } = filter
  const placeholders = (Array.isArray(value) ? value : [value]).map(readPlaceholder)
  return placeholders.some((one) => one !== null && isOfPeople(one.name))
}

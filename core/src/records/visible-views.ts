import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { ModelListView } from '@tenon/sdk/contract/model-document'
import type { Filter } from '@tenon/sdk/contract/query'
import { isActorValue } from '@tenon/sdk/contract/view-schema'
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
    const where = view.where === undefined ? undefined : forActor(view.where, actor)
    if (where === null) return []
    const { fields, sort, ...rest } = view
    const columns = fields?.filter(access.canRead) ?? []
    const keys = sort?.filter(({ field }) => access.canShow(field)) ?? []
    return [
      {
        ...rest,
        ...(where !== undefined && { where }),
        ...(columns.length > 0 && { fields: columns }),
        ...(keys.length > 0 && { sort: keys }),
      },
    ]
  })
  return Object.fromEntries(views.map((view) => [view.name, view]))
}

/** The filter with the actor's id where it says `{ "$actor": true }`; null where there is no person to put there. */
function forActor(filter: Filter, actor: Actor): Filter | null {
  if ('and' in filter) return listForActor(filter.and, actor, (and) => ({ and }))
  if ('or' in filter) return listForActor(filter.or, actor, (or) => ({ or }))
  if ('not' in filter) {
    const not = forActor(filter.not, actor)
    return not === null ? null : { not }
  }
  const { value } = filter
  const meant = (Array.isArray(value) ? value : [value]).some(isActorValue)
  if (!meant || value === undefined) return filter
  if (actor.kind !== 'user') return null
  const filled = (one: JsonValue) => (isActorValue(one) ? actor.id : one)
  return { ...filter, value: Array.isArray(value) ? value.map(filled) : filled(value) }
}

function listForActor(parts: Filter[], actor: Actor, wrap: (parts: Filter[]) => Filter): Filter | null {
  const filled = parts.map((part) => forActor(part, actor))
  return filled.every((part) => part !== null) ? wrap(filled) : null
}

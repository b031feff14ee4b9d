import type { ModelDocument, ModelListView, TenantEdits } from '@tenon/sdk/contract/model-document'
import { filterFields } from './filter-fields.ts'

/**
 * Views follow what the tenant has removed, so that nobody must edit each of them: columns and sort keys go with their
 * field, a view whose filter needs the field goes as a whole, and so do those of an entity that is gone.
 */
export function dropLostViews({ entities, views }: ModelDocument, edits: TenantEdits): ModelDocument['views'] {
  if (views === undefined) return undefined
  const kept = Object.entries(views).flatMap(([name, view]) => {
    const patch: unknown = edits.entities?.[view.entity]
    if (patch === null && !Object.hasOwn(entities, view.entity)) return []
    const removed = removedFields(patch)
    const needed = filterFields(view.where).some((field) => removed.has(field))
    return needed ? [] : [[name, removed.size === 0 ? view : withoutFields(view, removed)] as const]
  })
  return Object.fromEntries(kept)
}

function removedFields(patch: unknown): ReadonlySet<string> {
  const properties = typeof patch === 'object' && patch !== null && 'properties' in patch ? patch.properties : undefined
  if (typeof properties !== 'object' || properties === null) return new Set()
  return new Set(Object.entries(properties).flatMap(([field, change]) => (change === null ? [field] : [])))
}

/** A view that loses its last column shows those of the entity's list. */
function withoutFields(view: ModelListView, removed: ReadonlySet<string>): ModelListView {
  const { fields, sort, ...rest } = view
  const columns = Array.isArray(fields) ? fields.filter((field) => !removed.has(field)) : fields
  const keys = Array.isArray(sort) ? sort.filter((key) => !removed.has(key?.field)) : sort
  return {
    ...rest,
    ...(columns !== undefined && !(Array.isArray(columns) && columns.length === 0) && { fields: columns }),
    ...(keys !== undefined && { sort: keys }),
  }
}

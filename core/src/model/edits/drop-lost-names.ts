import type { ModelDocument, TenantEdits } from '@tenon/sdk/contract/model-document'
import { isPlainObject, type Part, partOf } from './plain-object.ts'

/**
 * Lists among the edits lose the names of fields that plugins have taken away: a column that is not there can be
 * neither shown nor required, and nobody should have to edit each list for it.
 */
export function dropLostNames(edits: TenantEdits, from: ModelDocument, to: ModelDocument): TenantEdits {
  const lost = (entity: Part) => {
    const name = String(entity)
    const before = Object.keys(from.entities[name]?.properties ?? {})
    const after = partOf(partOf(to.entities, name), 'properties')
    const kept = partOf(partOf(edits.entities, name), 'properties')
    return new Set(before.filter((field) => partOf(after, field) === undefined && partOf(kept, field) === undefined))
  }
  const entities = eachPart(edits.entities, (patch, name) => inLists(patch, lost(name)))
  const pipelines = eachPart(edits.pipelines, (patch, name) => {
    return inLists(patch, lost(partOf(patch, 'entity') ?? to.pipelines[name]?.entity))
  })
  const views = eachPart(edits.views, (patch, name) => {
    return inLists(patch, lost(partOf(patch, 'entity') ?? to.views?.[name]?.entity))
  })
  return {
    ...edits,
    ...(edits.entities !== undefined && { entities: entities as NonNullable<TenantEdits['entities']> }),
    ...(edits.pipelines !== undefined && { pipelines: pipelines as NonNullable<TenantEdits['pipelines']> }),
    ...(edits.views !== undefined && { views: views as NonNullable<TenantEdits['views']> }),
  }
}

type Change = (patch: Record<string, Part>, name: string) => Part

function eachPart(layer: Part, change: Change): Part {
  if (!isPlainObject(layer)) return layer
  const parts = Object.entries(layer).map(([name, patch]) => [name, isPlainObject(patch) ? change(patch, name) : patch])
  return Object.fromEntries(parts)
}

const LISTS = ['required', 'listFields', 'cardFields', 'fields', 'sort']

function inLists(patch: Record<string, Part>, lost: ReadonlySet<string>): Part {
  if (lost.size === 0) return patch
  const isKept = (element: Part) => !lost.has(String(partOf(element, 'field') ?? element))
  const entries = Object.entries(patch).map(([key, value]) => {
    if (!Array.isArray(value)) return [key, value]
    if (LISTS.includes(key)) return [key, value.filter(isKept)]
    return [key, key === 'sections' ? value.map((section) => inLists(section as Record<string, Part>, lost)) : value]
  })
  return Object.fromEntries(entries)
}

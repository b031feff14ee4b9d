import { isDeepStrictEqual } from 'node:util'
import type { ModelDocument, TenantEdits } from '@tenon/sdk/contract/model-document'
import { ownPart } from '../model/edits/own-part.ts'
import { isPlainObject, type Part, partOf } from '../model/edits/plain-object.ts'
import { mergePatch } from '../model/merge-patch.ts'

/**
 * The tenant's edits with all that goes with a plugin as parts of its own: entities with their fields, fields in other
 * plugins' entities, pipelines and views. Fields keep their ids, so that no column changes. What an admin had taken
 * away stays away.
 */
export function keptEdits(before: ModelDocument, after: ModelDocument, edits: TenantEdits): TenantEdits {
  const changed: Record<string, Part> = { ...edits }
  for (const layer of ['entities', 'pipelines', 'views'] as const) {
    const patches = new Map(Object.entries(edits[layer] ?? {}) as Array<[string, Part]>)
    for (const [name, part] of Object.entries(before[layer] ?? {})) {
      const left = partOf(after[layer], name)
      const patch = patches.get(name)
      if (patch === null) continue
      const path = `/${layer}/${name}`
      if (left === undefined) patches.set(name, ownPart(mergePatch(part, patch ?? {}), path))
      else if (layer === 'entities') patches.set(name, keepFields({ part, left, patch: patch ?? {} }))
    }
    const own = [...patches].filter(([name, patch]) => !isEmpty(patch) || partOf(edits[layer], name) !== undefined)
    if (own.length > 0) changed[layer] = Object.fromEntries(own)
  }
  return changed as TenantEdits
}

interface LeavingFields {
  /** The entity with the plugin's fields, and without them. */
  part: Part
  left: Part
  patch: Part
}

/** What of an entity goes with fields: that they are required, and their places in sections and lists. */
const LISTS = ['required', 'sections', 'listFields']

function keepFields({ part, left, patch }: LeavingFields): Part {
  const fields = Object.entries(partOf(part, 'properties') ?? {}).filter(([name]) => {
    return partOf(partOf(left, 'properties'), name) === undefined && partOf(partOf(patch, 'properties'), name) !== null
  })
  if (fields.length === 0 || !isPlainObject(patch)) return patch
  const kept = fields.map(([name, field]) => {
    const own = partOf(partOf(patch, 'properties'), name) ?? {}
    return [name, ownPart(mergePatch(field, own), `/entities/x/properties/${name}`)] as const
  })
  const lists = LISTS.filter(
    (list) => patch[list] === undefined && !isDeepStrictEqual(partOf(part, list), partOf(left, list)),
  )
  return {
    ...patch,
    ...Object.fromEntries(lists.map((list) => [list, partOf(part, list)])),
    properties: { ...(patch['properties'] as object | undefined), ...Object.fromEntries(kept) },
  }
}

function isEmpty(patch: Part): boolean {
  return isPlainObject(patch) && Object.keys(patch).length === 0
}

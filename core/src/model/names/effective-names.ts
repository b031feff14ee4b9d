import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import type { ModelNames } from '@tenon/sdk/contract/model-names'
import { isPlainObject, type Part, partOf } from '../edits/plain-object.ts'

/** Of the names that edits give those of parts that are there and are called otherwise; undefined where there is none. */
export function effectiveNames(names: Part, { entities, pipelines }: ModelDocument): ModelNames | undefined {
  const ofEntities = differing(partOf(names, 'entities'), (key) => Object.hasOwn(entities, key))
  const fields = grouped(partOf(names, 'fields'), (entity, key) => hasOwn(partOf(entities, entity), 'properties', key))
  const stages = grouped(partOf(names, 'stages'), (pipeline, key) => {
    const known = partOf(partOf(pipelines, pipeline), 'stages')
    return Array.isArray(known) && known.some((stage) => partOf(stage, 'name') === key)
  })
  const found = { ...some('entities', ofEntities), ...some('fields', fields), ...some('stages', stages) }
  return Object.keys(found).length === 0 ? undefined : found
}

function hasOwn(part: Part, layer: string, key: string): boolean {
  return Object.hasOwn(Object(partOf(part, layer)), key)
}

function differing(names: Part, isThere: (key: string) => boolean): Record<string, string> {
  if (!isPlainObject(names)) return {}
  const kept = Object.entries(names).filter(([key, name]) => typeof name === 'string' && name !== key && isThere(key))
  return Object.fromEntries(kept) as Record<string, string>
}

function grouped(groups: Part, isThere: (of: string, key: string) => boolean): Record<string, Record<string, string>> {
  if (!isPlainObject(groups)) return {}
  const kept = Object.entries(groups).map(([of, names]) => [of, differing(names, (key) => isThere(of, key))] as const)
  return Object.fromEntries(kept.filter(([, names]) => Object.keys(names).length > 0))
}

function some<K extends keyof ModelNames>(layer: K, names: NonNullable<ModelNames[K]>): Pick<ModelNames, K> | object {
  return Object.keys(names).length === 0 ? {} : { [layer]: names }
}

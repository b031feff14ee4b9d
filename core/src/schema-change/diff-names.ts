import type { LocalizedText } from '@tenon/sdk/contract/locale'
import type { CompiledModel } from '../model/compiled-model.ts'
import { listRenames, type Rename } from '../model/names/list-renames.ts'
import type { ModelChange } from './model-change.ts'

/** Parts that only callers of the API call otherwise. A field that a plugin gives another key is told by its own change. */
export function diffNames(before: CompiledModel | null, after: CompiledModel): ModelChange[] {
  if (before === null) return []
  const keyOf = ({ scope, key }: Rename) => {
    const id = after.entities.get(scope)?.fields.get(key)?.id
    return [...(before.entities.get(scope)?.fields.values() ?? [])].find((field) => field.id === id)?.name
  }
  return listRenames(before.document, after.document)
    .filter((rename) => rename.part !== 'field' || keyOf(rename) === rename.key)
    .map((rename): ModelChange => ({ kind: 'RenamePart', rename, ...toldOf(after, rename) }))
}

function toldOf(model: CompiledModel, { part, scope, key }: Rename) {
  if (part === 'stage') return { entity: null, label: labelOf(model.pipelines.get(scope)?.stages.get(key), key) }
  const entity = model.entities.get(part === 'field' ? scope : key) ?? null
  return { entity, label: labelOf(part === 'field' ? entity?.fields.get(key)?.schema : entity?.schema, key) }
}

function labelOf(part: { label: LocalizedText } | undefined, key: string): LocalizedText {
  return part?.label ?? { en: key }
}

import type { ModelDocument, TenantEdits } from '@tenon/sdk/contract/model-document'
import type { ModelNames } from '@tenon/sdk/contract/model-names'
import { isPlainObject, partOf } from '../edits/plain-object.ts'
import { snakeCase } from '../sql-names.ts'
import { toKeys } from './name-map.ts'

/**
 * The names with those of parts that `edits` add under a name which is the key of a part that is called otherwise by
 * now: their own keys are made of the name and a number. `shown`: the whole model, every part by its name.
 */
export function withFreshKeys(names: ModelNames, edits: TenantEdits, shown: ModelDocument): ModelNames {
  const map = toKeys(names)
  const entities = fresh(names.entities, Object.keys(edits.entities ?? {}), Object.keys(shown.entities))
  const fields = Object.entries(shown.entities).map(([entity, { properties }]) => {
    const key = map.entity(entity)
    const edited = partOf(partOf(edits.entities, entity), 'properties')
    const added = isPlainObject(edited) ? Object.keys(edited) : []
    return [key, fresh(names.fields?.[key], added, Object.keys(properties ?? {}))] as const
  })
  const stages = Object.entries(shown.pipelines).map(([pipeline, { stages }]) => {
    const all = Array.isArray(stages) ? stages.flatMap((stage) => textOf(partOf(stage, 'name'))) : []
    const edited = partOf(partOf(edits.pipelines, pipeline), 'stages')
    return [pipeline, fresh(names.stages?.[pipeline], Array.isArray(edited) ? all : [], all)] as const
  })
  return { entities, fields: Object.fromEntries(fields), stages: Object.fromEntries(stages) }
}

function textOf(value: unknown): string[] {
  return typeof value === 'string' ? [value] : []
}

/** `names` by key, with a fresh key for each of `edited` that is the key of another part. `all`: today's names. */
function fresh(
  names: Record<string, string> = {},
  edited: readonly string[],
  all: readonly string[],
): Record<string, string> {
  const called = new Set(Object.values(names))
  const result = { ...names }
  for (const name of edited.filter((one) => Object.hasOwn(names, one) && !called.has(one))) {
    const taken = new Set([...Object.keys(result), ...all].map(snakeCase))
    let number = 2
    while (taken.has(snakeCase(`${name}${number}`))) number += 1
    result[`${name}${number}`] = name
  }
  return result
}

import { isPlainObject, type Part, partOf } from './plain-object.ts'
import { isFieldPath } from './type-keywords.ts'

/**
 * A plugin's part as a tenant's own: without who declared it, and without what only the plugin's code can do. Its
 * fields keep their ids, so that the columns with their values stay.
 */
export function ownPart(part: Part, path: string): Part {
  if (!isPlainObject(part)) return part
  if (isFieldPath(path)) return ownField(part)
  const { source: _source, fieldSources: _sources, fieldCode: _code, ...rest } = part
  if (isPlainObject(rest['properties'])) {
    const fields = Object.entries(rest['properties']).map(([name, field]) => [name, ownField(field)])
    return { ...rest, properties: Object.fromEntries(fields) }
  }
  if (!Array.isArray(rest['stages'])) return rest
  return { ...rest, stages: rest['stages'].map(withoutCode) }
}

function ownField(field: Part): Part {
  if (!isPlainObject(field) || field['computedBy'] === undefined) return field
  const { computedBy: _hook, readOnly: _readOnly, ...stored } = field
  return stored
}

/** Guards without a condition are the code of the plugin that is gone. */
function withoutCode(stage: Part): Part {
  if (!isPlainObject(stage)) return stage
  const gates = (['entry', 'exit'] as const).flatMap((gate) => {
    const asked = stage[gate]
    if (!isPlainObject(asked)) return []
    const { guards, ...rest } = asked
    const own = Array.isArray(guards) ? guards.filter((guard) => partOf(guard, 'condition') !== undefined) : []
    return [[gate, { ...rest, ...(own.length > 0 && { guards: own }) }] as const]
  })
  return { ...stage, ...Object.fromEntries(gates) }
}

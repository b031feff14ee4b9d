import type { EntitySchema } from '@tenon/sdk/contract/entity-schema'
import type { FieldType } from '@tenon/sdk/contract/field-type'
import { valueType } from '@tenon/sdk/contract/value-field'
import type { ModelProblem } from './model-problem.ts'
import { unknownField } from './unknown-fields.ts'

/** A name that should be that of a field of one of these types. */
export function fieldOfType(
  pointer: string,
  name: string | undefined,
  { properties, types }: { properties: EntitySchema['properties']; types: FieldType[] },
): ModelProblem[] {
  if (name === undefined) return []
  const unknown = unknownField(pointer, name, properties)
  if (unknown !== null) return [unknown]
  const type = valueType(properties[name])
  if (type !== undefined && types.includes(type)) return []
  const allowed = types.map((allowed) => `'${allowed}'`)
  const problem = {
    en: `'${name}' is of type '${type}'; expected ${allowed.join(' or ')}`,
    'zh-CN': `'${name}' 的类型为 '${type}'，应为 ${allowed.join(' 或 ')}`,
  }
  return [{ pointer, rule: 'fieldType', problem }]
}

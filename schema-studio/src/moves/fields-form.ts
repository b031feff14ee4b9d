import type { FormSchema } from '@tenon/sdk/contract/form-schema'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { ModelViewEntity } from '@tenon/sdk/contract/model-document'
import type { Obstacles } from './move-obstacles.ts'

/** A form of the fields that a move asks for, with what they hold now; null where it asks for none. */
export function fieldsForm(
  entity: ModelViewEntity | undefined,
  { fields, required }: Pick<Obstacles, 'fields' | 'required'>,
  present: object,
): { form: FormSchema; values: JsonObject } | null {
  const properties = fields.flatMap((name) => {
    const schema = entity?.properties[name]
    return schema === undefined ? [] : [[name, schema] as const]
  })
  if (properties.length === 0) return null
  const known = present as JsonObject
  const values = properties.flatMap(([name]) => ((known[name] ?? null) === null ? [] : [[name, known[name]] as const]))
  return {
    form: { properties: Object.fromEntries(properties), required: [...required] },
    values: Object.fromEntries(values) as JsonObject,
  }
}

import type { TenonClient } from '@tenon/sdk/client'
import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { RecordReference } from '@tenon/sdk/contract/field-type'
import type { FormSchema } from '@tenon/sdk/contract/form-schema'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import type { ModelView } from '@tenon/sdk/contract/model-document'

interface Ground {
  client: TenonClient
  model: ModelView
}

/** Id → title of the records that references in the values name. One that cannot be read has no name. */
export async function readLabels(
  { properties }: FormSchema,
  values: JsonObject,
  ground: Ground,
): Promise<Record<string, string>> {
  const named = Object.entries(properties).flatMap(([name, field]) =>
    namedIn(field, values[name]).map((reference) => labelOf(reference, ground)),
  )
  return Object.assign({}, ...(await Promise.all(named)))
}

function namedIn({ reference }: FieldSchema, value: JsonValue | undefined): RecordReference[] {
  return [value].flat().flatMap((one) => {
    if (typeof one === 'string') return reference ? { entity: reference.entity, id: one } : []
    const { entity, id } = (one ?? {}) as Partial<RecordReference>
    return typeof entity === 'string' && typeof id === 'string' ? { entity, id } : []
  })
}

async function labelOf({ entity, id }: RecordReference, { client, model }: Ground): Promise<Record<string, string>> {
  const target = model.entities[entity]
  if (!target) return {}
  const input = { entity: target.name, id, fields: [target.titleField] }
  const record = await client.records.get(input).catch(() => null)
  const title = record?.[target.titleField]
  return title === undefined || title === null || typeof title === 'object' ? {} : { [id]: String(title) }
}

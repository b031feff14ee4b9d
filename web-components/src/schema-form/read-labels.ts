import type { TenonClient } from '@tenon/sdk/client'
import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { FormSchema } from '@tenon/sdk/contract/form-schema'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
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
    [values[name]].flat().flatMap((id) => (typeof id === 'string' ? labelOf(field, id, ground) : [])),
  )
  return Object.assign({}, ...(await Promise.all(named)))
}

async function labelOf(
  { reference }: FieldSchema,
  id: string,
  { client, model }: Ground,
): Promise<Record<string, string>> {
  const target = reference && model.entities[reference.entity]
  if (!target) return {}
  const input = { entity: target.name, id, fields: [target.titleField] }
  const record = await client.records.get(input).catch(() => null)
  const title = record?.[target.titleField]
  return title === undefined || title === null || typeof title === 'object' ? {} : { [id]: String(title) }
}

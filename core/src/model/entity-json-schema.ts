import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { CompiledField } from './compiled-model.ts'

interface EntityFields {
  readonly fields: ReadonlyMap<string, Pick<CompiledField, 'name' | 'jsonSchema'>>
}

/**
 * JSON Schema 2020-12 of the declared values of an entity, each in its stored form.
 * Which of them must be there depends on what is done with the record, so `required` is checked apart.
 */
export function entityJsonSchema(entity: EntityFields): JsonObject {
  return {
    type: 'object',
    properties: Object.fromEntries([...entity.fields.values()].map((field) => [field.name, field.jsonSchema()])),
    additionalProperties: false,
  }
}

import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { CompiledEntity } from './compiled-model.ts'

/**
 * JSON Schema 2020-12 of the declared values of an entity, each in its stored form.
 * Which of them must be there depends on what is done with the record, so `required` is checked apart.
 */
export function entityJsonSchema(entity: CompiledEntity): JsonObject {
  return {
    type: 'object',
    properties: Object.fromEntries([...entity.fields.values()].map((field) => [field.name, field.jsonSchema()])),
    additionalProperties: false,
  }
}

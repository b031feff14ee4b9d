import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { ValueField } from '@tenon/sdk/contract/value-field'
import type { Derivation } from '@tenon/sdk/expression/derivation'
import { FIELD_TYPE_TABLE } from './field-types/field-type-table.ts'

const DECIMAL = '^-?[0-9]+(\\.[0-9]+)?$'

/** JSON Schema of what a derived field gives. What is worked out has as many digits as it has; what is looked up is as it was. */
export function derivedJsonSchema({ path }: Derivation, schema: ValueField): JsonObject {
  if (path !== undefined) return FIELD_TYPE_TABLE[schema.fieldType].jsonSchema(schema)
  switch (schema.fieldType) {
    case 'text':
      return { type: 'string' }
    case 'decimal':
      return { type: 'string', pattern: DECIMAL }
    case 'money':
      return {
        type: 'object',
        properties: {
          amount: { type: 'string', pattern: DECIMAL },
          currency: { type: 'string', pattern: '^[A-Z]{3}$' },
        },
        required: ['amount', 'currency'],
        additionalProperties: false,
      }
    default:
      return FIELD_TYPE_TABLE[schema.fieldType].jsonSchema(schema)
  }
}

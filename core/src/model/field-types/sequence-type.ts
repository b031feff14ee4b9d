import { accept, scalarType } from './field-type-definition.ts'
import { TEXT_OPERATORS, textComparison, trimmed } from './text-types.ts'

const SEQUENCE_MAX_LENGTH = 60

/** A number that the store gives each new record, such as OPP-00042; never set by a caller. */
export const sequenceField = scalarType({
  operators: TEXT_OPERATORS,
  sortable: true,
  keywords: ['sequence', 'searchable', 'unique', 'indexed'],
  columnType: 'text',
  comparisonType: 'text',
  comparison: textComparison,
  normalise: (value) => accept(trimmed(value)),
  jsonSchema: () => ({ type: 'string', maxLength: SEQUENCE_MAX_LENGTH, readOnly: true }),
})

import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { accept, type Normalised, refuse, scalarType } from './field-type-definition.ts'
import { shownValue } from './shown-value.ts'
import { trimmed } from './text-types.ts'

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/

/** An id in its stored form: a UUID in lower case. */
export function normaliseId(value: JsonValue): Normalised {
  const text = trimmed(value)
  if (typeof text !== 'string') return accept(text)
  const id = text.toLowerCase()
  if (UUID.test(id)) return accept(id)
  return refuse('format', {
    en: `${shownValue(text)} is not an id; expected a UUID such as 01890a5d-ac96-774b-bcce-b302099a8057`,
    'zh-CN': `${shownValue(text)} 不是编号，应为 UUID，例如 01890a5d-ac96-774b-bcce-b302099a8057`,
  })
}

const ID = {
  operators: ['eq', 'ne', 'in', 'isNull'],
  sortable: true,
  columnType: 'uuid',
  comparisonType: 'uuid',
  normalise: normaliseId,
  jsonSchema: () => ({ type: 'string', format: 'uuid' }),
} as const

/** Id of a record of the target entity. That it exists is the foreign key's matter. */
export const referenceField = scalarType({ ...ID, keywords: ['reference', 'subject', 'unique', 'indexed'] })

/** Id of a user of the tenant. */
export const userField = scalarType({ ...ID, keywords: ['unique', 'indexed'] })

/** Id of a team of the tenant. */
export const teamField = scalarType({ ...ID, keywords: ['unique', 'indexed'] })

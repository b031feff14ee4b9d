import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { parseDuration } from '@tenon/sdk/contract/parse-duration'
import { accept, type Normalised, refuse, scalarType } from './field-type-definition.ts'
import { ORDER_OPERATORS } from './number-types.ts'
import { shownValue } from './shown-value.ts'

/** A hundred years. */
const MAX_SECONDS = 3_155_760_000

function normaliseDuration(value: JsonValue): Normalised {
  if (typeof value !== 'string' && typeof value !== 'number') return accept(value)
  const text = String(value).trim()
  if (text === '') return accept(null)
  const seconds = parseDuration(text)
  if (seconds !== null && seconds <= MAX_SECONDS) return accept(seconds)
  return refuse('format', {
    en: `${shownValue(value)} is not a duration; expected one such as 1:30 (an hour and a half), 45m or 5400 (seconds), of a hundred years at most`,
    'zh-CN': `${shownValue(value)} 不是时长，应类似 1:30（一个半小时）、45m 或 5400（秒），最长一百年`,
  })
}

/** Whole seconds; the bounds of a field are seconds too. */
export const durationField = scalarType({
  operators: ORDER_OPERATORS,
  sortable: true,
  keywords: ['minimum', 'maximum', 'indexed'],
  columnType: 'bigint',
  comparisonType: 'bigint',
  normalise: normaliseDuration,
  jsonSchema: ({ minimum, maximum }) => ({
    type: 'integer',
    minimum: Math.max(0, minimum ?? 0),
    maximum: Math.min(MAX_SECONDS, maximum ?? MAX_SECONDS),
  }),
})

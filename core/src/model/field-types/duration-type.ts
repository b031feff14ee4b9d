import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { accept, type Normalised, refuse, scalarType } from './field-type-definition.ts'
import { ORDER_OPERATORS } from './number-types.ts'
import { shownValue } from './shown-value.ts'

/** A hundred years. */
const MAX_SECONDS = 3_155_760_000
const CLOCK = /^(?<hours>\d{1,6}):(?<minutes>[0-5]\d)(?::(?<seconds>[0-5]\d))?$/
const ISO = /^P(?:(?<days>\d{1,6})D)?(?:T(?:(?<hours>\d{1,6})H)?(?:(?<minutes>\d{1,8})M)?(?:(?<seconds>\d{1,10})S)?)?$/i
const WORDS =
  /^(?:(?<days>\d{1,6})\s*d\s*)?(?:(?<hours>\d{1,6})\s*h\s*)?(?:(?<minutes>\d{1,8})\s*m(?:in)?\s*)?(?:(?<seconds>\d{1,10})\s*s)?$/i

/** `1:30` is an hour and a half; so are `1h 30m`, `PT90M` and 5400. Null for anything else. */
function secondsOf(text: string): number | null {
  if (/^\d{1,10}$/.test(text)) return Number(text)
  for (const form of [CLOCK, ISO, WORDS]) {
    const groups = form.exec(text)?.groups
    if (groups === undefined) continue
    const { days, hours, minutes, seconds } = groups
    if (days === undefined && hours === undefined && minutes === undefined && seconds === undefined) continue
    const total = [days, hours, minutes, seconds].map((part) => Number(part ?? 0))
    const [d = 0, h = 0, m = 0, s = 0] = total
    return ((d * 24 + h) * 60 + m) * 60 + s
  }
  return null
}

function normaliseDuration(value: JsonValue): Normalised {
  if (typeof value !== 'string' && typeof value !== 'number') return accept(value)
  const text = String(value).trim()
  if (text === '') return accept(null)
  const seconds = secondsOf(text)
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

import type { JsonValue } from '../contract/json-value.ts'
import { TenonError } from '../contract/tenon-error.ts'
import { parseDate } from './calendar.ts'
import { parseDecimal } from './decimal.ts'
import type { ExpressionType } from './expression-type.ts'
import { parseInstant, parsePeriod, parseTime } from './instant.ts'
import type { RecordValue, Value } from './value.ts'

type ReadJson = (json: JsonValue) => Value

const text =
  (read: (text: string) => Value): ReadJson =>
  (json) =>
    typeof json === 'string' ? read(json) : null
const decimal: ReadJson = (json) =>
  typeof json === 'string' || typeof json === 'number' ? parseDecimal(String(json)) : null
const asText = text((value) => value)

const READ: Readonly<Record<Exclude<ExpressionType['kind'], 'list' | 'record'>, ReadJson>> = {
  null: () => null,
  unknown: () => null,
  string: asText,
  choice: asText,
  bool: (json) => (typeof json === 'boolean' ? json : null),
  int: (json) => (Number.isSafeInteger(json) ? BigInt(json as number) : null),
  decimal,
  double: (json) => (typeof json === 'number' ? json + 0 : null),
  money: (json) => {
    if (typeof json !== 'object' || json === null || Array.isArray(json)) return null
    const [amount, currency] = [decimal(json['amount'] ?? null), json['currency']]
    return amount !== null && typeof currency === 'string' ? ({ amount, currency } as Value) : null
  },
  date: text(parseDate),
  dateTime: text(parseInstant),
  time: text(parseTime),
  duration: text(parsePeriod),
  dyn: (json) => json,
}

/** Reads values as the API gives them. One that does not fit its type counts as missing: a form may hold half of one. */
function readerOf(type: ExpressionType): ReadJson {
  if (type.kind === 'record') return (json) => json as RecordValue
  if (type.kind !== 'list') return READ[type.kind]
  const read = readerOf(type.of)
  return (json) => (Array.isArray(json) ? json.map((item) => read(item)) : null)
}

interface FieldOfType {
  field: string
  type: ExpressionType
}

/**
 * Reads a field of a record. What belongs to other records is read from `$expanded`: the record that a reference
 * names, or the list of child records.
 */
export function fieldReader({ field, type }: FieldOfType): (record: RecordValue) => Value {
  if (type.kind === 'record') return (record) => readReference(record, field)
  if (type.kind === 'list' && type.of.kind === 'record') return (record) => readChildren(record, field)
  const read = readerOf(type)
  return (record) => {
    if (typeof record !== 'string') return read(record[field] ?? null)
    if (field === 'id') return record
    throw notLoaded(field)
  }
}

function expandedIn(record: RecordValue, field: string): JsonValue | undefined {
  if (typeof record === 'string') throw notLoaded(field)
  const expanded = record['$expanded']
  if (typeof expanded !== 'object' || expanded === null || Array.isArray(expanded)) return undefined
  return Object.hasOwn(expanded, field) ? expanded[field] : undefined
}

/** The id alone where the record has not been loaded, and a record without values where it is not to be seen. */
function readReference(record: RecordValue, field: string): Value {
  const expanded = expandedIn(record, field)
  if (typeof expanded === 'object' && expanded !== null && !Array.isArray(expanded)) return expanded
  const id = typeof record === 'string' ? null : record[field]
  if (typeof id !== 'string') return null
  return expanded === undefined ? id : { id }
}

function readChildren(record: RecordValue, field: string): Value {
  const expanded = expandedIn(record, field)
  if (Array.isArray(expanded)) return expanded
  throw notLoaded(field)
}

function notLoaded(field: string): TenonError {
  return new TenonError({
    code: 'INTERNAL',
    message: `An expression reads '${field}' of a record that was not loaded: it has to be in its $expanded.`,
  })
}

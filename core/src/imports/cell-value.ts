import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import type { CompiledField } from '../model/compiled-model.ts'
import { CSV_FORMS } from '../model/field-types/csv-forms.ts'
import { decimalText, parseDecimal } from '../model/field-types/decimal-text.ts'
import type { FieldRule } from './import-mapping.ts'
import type { SourceRow } from './read-rows.ts'

/** A cell's value before references are looked up, or why there is none. Null where the cell is empty. */
export type CellValue = { value: JsonValue } | { reason: string }

/** What a row says about a field, after the rule's map, date format and scale. */
export function cellValue(rule: FieldRule, { cells }: SourceRow): CellValue {
  if (rule.constant !== undefined) return { value: rule.constant }
  const parts = columnsOf(rule).map((column) => mapped(rule, cells.get(column) ?? ''))
  const unknown = parts.find((part) => part === null)
  if (unknown !== undefined) return { reason: `is not one of '${Object.keys(rule.map ?? {}).join("', '")}'` }
  const text = parts.filter((part) => part !== null && part !== '').join(rule.join ?? ' ')
  if (text === '') return rule.required === true ? { reason: 'is empty but needed' } : { value: null }
  if (rule.dateFormat !== undefined) return dateValue(text, rule.dateFormat)
  if (rule.scale === undefined && rule.currency === undefined) return { value: text }
  return amountValue(text, rule)
}

/** The value that a cell's text stands for in a field, by the form that exports give values of its type. */
export function typedValue({ type }: CompiledField, text: string, locale: Locale): CellValue {
  const read = CSV_FORMS[type].read(text)
  return 'problem' in read ? { reason: textIn(read.problem, locale) } : { value: read.value }
}

/** The columns that a rule reads; none for a constant. */
export function columnsOf({ column, columns }: FieldRule): string[] {
  return columns ?? (column === undefined ? [] : [column])
}

function mapped({ map, onlyMapped }: FieldRule, text: string): string | null {
  if (map === undefined || text === '') return text
  if (Object.hasOwn(map, text)) return map[text] ?? ''
  return onlyMapped === true ? null : text
}

function amountValue(text: string, { scale = '1', currency }: FieldRule): CellValue {
  const [number, factor] = [parseDecimal(text), parseDecimal(scale)]
  if (number === null || factor === null) return { reason: 'is not a number' }
  const product = { digits: number.digits * factor.digits, scale: number.scale + factor.scale }
  const amount = decimalText(product, product.scale)
  return { value: currency === undefined ? amount : { amount, currency } }
}

const PARTS: Readonly<Record<string, string>> = {
  YYYY: '(?<year>\\d{4})',
  MM: '(?<month>\\d{2})',
  DD: '(?<day>\\d{2})',
  M: '(?<month>\\d{1,2})',
  D: '(?<day>\\d{1,2})',
}

/** `3/31/2026` in the format `M/D/YYYY` is `2026-03-31`; whether the day exists, validation says. */
function dateValue(text: string, format: string): CellValue {
  const pattern = format.replaceAll(/YYYY|MM|DD|M|D|[^A-Za-z0-9]/g, (part) => PARTS[part] ?? `\\${part}`)
  const { year, month, day } = new RegExp(`^${pattern}$`).exec(text)?.groups ?? {}
  if (year === undefined || month === undefined || day === undefined) return { reason: `is not a date as ${format}` }
  return { value: `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` }
}

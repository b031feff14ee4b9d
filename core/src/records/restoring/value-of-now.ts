import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { CompiledField } from '../../model/compiled-model.ts'
import { validateRecord } from '../../model/validate-record.ts'
import type { RecordScope } from '../record-scope.ts'

const YES = ['true', 'yes', 'y', '1', 'on', '是']
const NO = ['false', 'no', 'n', '0', 'off', '否']

/**
 * A value of the past as its field has values now, whose type or rules may be others by now: the value itself where it
 * fits, else what a change of the type makes of such a value. Undefined where nothing in the field stands for it.
 */
export function valueOfNow(scope: RecordScope, field: CompiledField, value: JsonValue): JsonValue | undefined {
  // What files name is looked up by the write, and these are not for a caller to set.
  if (value === null || UNCHECKED.has(field.type) || field.schema.readOnly === true) return value
  for (const form of [value, ...otherForms(value), ...moneyForms(field, value)]) {
    const fitting = fit(scope, field, form)
    if (fitting !== null) return fitting
  }
  return undefined
}

const UNCHECKED: ReadonlySet<string> = new Set(['file', 'image', 'sequence'])

/** Null where the field does not take the value. */
function fit({ entity, ctx }: RecordScope, { name }: CompiledField, value: JsonValue): JsonValue {
  try {
    return validateRecord(entity, { [name]: value }, { mode: 'update', locale: ctx.locale })[name] ?? null
  } catch (error) {
    if (!(error instanceof TenonError) || error.code !== 'VALIDATION_FAILED') throw error
    return null
  }
}

/** As the database converts values when a field's type changes, the nearest form first. */
function otherForms(value: JsonValue): JsonValue[] {
  if (typeof value === 'number') return [String(value), ...(value === 0 || value === 1 ? [value === 1] : [])]
  if (typeof value === 'boolean') return [String(value), Number(value)]
  if (typeof value === 'string') return formsOfText(value.trim())
  if (Array.isArray(value)) return [value.join(', ')]
  return []
}

const AMOUNT = /^([+-]?\d{1,18}(?:\.\d{1,6})?) *([A-Za-z]{3})?$/

/**
 * Money as the text that stands for it, and a text or number as money: in the currency that the text says, else in the field's
 * own. A number says nothing of a currency, so that money is none.
 */
function moneyForms({ type, schema }: CompiledField, value: JsonValue): JsonValue[] {
  if (type === 'money') {
    const [, amount, currency = schema.currency] = AMOUNT.exec(plainText(value)) ?? []
    return amount === undefined || currency === undefined ? [] : [{ amount, currency: currency.toUpperCase() }]
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return []
  const { amount, currency } = value
  if (typeof amount !== 'string' || typeof currency !== 'string') return []
  return [`${amount.includes('.') ? amount.replace(/\.?0+$/, '') : amount} ${currency}`]
}

function plainText(value: JsonValue): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : ''
}

function formsOfText(text: string): JsonValue[] {
  const word = text.toLowerCase()
  return [
    ...(/^[+-]?\d{1,15}(\.\d{1,15})?$/.test(text) ? [Number(text)] : []),
    ...(YES.includes(word) ? [true] : NO.includes(word) ? [false] : []),
    ...(/^\d{4}-\d\d-\d\d$/.test(text) ? [`${text}T00:00:00.000Z`] : []),
    ...(/^\d{4}-\d\d-\d\dT/.test(text) ? [text.slice(0, 10), text.slice(11, 19)] : []),
    text.split(/\s*[,;，；]\s*/).filter((part) => part !== ''),
  ]
}

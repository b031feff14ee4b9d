import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { Symbology } from '@tenon/sdk/contract/field-type'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { LocalizedText } from '@tenon/sdk/contract/locale'
import { ownPattern } from '../own-patterns.ts'
import { accept, type Normalised, refuse, scalarType } from './field-type-definition.ts'
import { normaliseId } from './reference-types.ts'
import { shownValue } from './shown-value.ts'
import { TEXT_OPERATORS, textComparison, textSchema, trimmed } from './text-types.ts'

const TEXT_COLUMN = {
  operators: TEXT_OPERATORS,
  sortable: true,
  columnType: 'text',
  comparisonType: 'text',
  comparison: textComparison,
} as const

const SLUG_MAX_LENGTH = 100
const BARCODE_MAX_LENGTH = 80
const SLUG = /^[\p{Ll}\p{Lo}\p{Lm}\p{N}]+(-[\p{Ll}\p{Lo}\p{Lm}\p{N}]+)*$/u
const COLOR = /^#([0-9a-f]{3}|[0-9a-f]{6})$/
const ICON = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/

/** A UUID that stands for something elsewhere. */
export const uuidField = scalarType({
  operators: ['eq', 'ne', 'in', 'isNull'],
  sortable: true,
  keywords: ['unique', 'indexed'],
  columnType: 'uuid',
  comparisonType: 'uuid',
  normalise: normaliseId,
  jsonSchema: () => ({ type: 'string', format: 'uuid' }),
})

/**
 * A text as it may stand in an address: `Neue Räder 2026!` becomes `neue-räder-2026`, Chinese stays as it is. Of a text
 * that is too long the last words are left out.
 */
export function slugOf(text: string, longest: number = SLUG_MAX_LENGTH): string {
  const words =
    text
      .normalize('NFC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  let slug = ''
  for (const word of words) {
    const next = slug === '' ? word : `${slug}-${word}`
    if (next.length > longest) break
    slug = next
  }
  return slug === '' ? [...(words[0] ?? '')].slice(0, longest).join('') : slug
}

export const slugField = scalarType({
  ...TEXT_COLUMN,
  keywords: ['slugFrom', 'maxLength', 'searchable', 'unique', 'indexed'],
  normalise: (value) => {
    const text = trimmed(value)
    if (typeof text !== 'string' || (SLUG.test(text) && text.length <= SLUG_MAX_LENGTH)) return accept(text)
    const fitting = slugOf(text)
    return refuse('format', {
      en: `${shownValue(text)} cannot stand in an address; expected small letters and digits with hyphens between, such as ${shownValue(fitting || 'new-wheels')}`,
      'zh-CN': `${shownValue(text)} 不能用于网址，应为小写字母、汉字或数字，以连字符分隔，例如 ${shownValue(fitting || 'new-wheels')}`,
    })
  },
  jsonSchema: (schema) => textSchema(schema, SLUG_MAX_LENGTH),
})

export const colorField = scalarType({
  ...TEXT_COLUMN,
  operators: ['eq', 'ne', 'in', 'isNull'],
  keywords: ['indexed'],
  normalise: (value) => {
    const text = trimmed(value)
    if (typeof text !== 'string') return accept(text)
    const [, digits = ''] = COLOR.exec(text.toLowerCase()) ?? []
    if (digits.length === 6) return accept(`#${digits}`)
    if (digits.length === 3) return accept(`#${[...digits].map((digit) => digit + digit).join('')}`)
    return refuse('format', {
      en: `${shownValue(text)} is not a colour; expected one such as #1e90ff`,
      'zh-CN': `${shownValue(text)} 不是颜色，应类似 #1e90ff`,
    })
  },
  jsonSchema: () => ({ type: 'string', pattern: ownPattern('^#[0-9a-f]{6}$') }),
})

export const iconField = scalarType({
  ...TEXT_COLUMN,
  operators: ['eq', 'ne', 'in', 'isNull'],
  keywords: ['indexed'],
  normalise: (value) => {
    const text = trimmed(value)
    if (typeof text !== 'string' || (ICON.test(text) && text.length <= 60)) return accept(text)
    return refuse('format', {
      en: `${shownValue(text)} is not the name of an icon; expected one such as building-2`,
      'zh-CN': `${shownValue(text)} 不是图标名称，应类似 building-2`,
    })
  },
  jsonSchema: () => ({ type: 'string', maxLength: 60, pattern: ICON.source }),
})

const DIGITS: Partial<Record<Symbology, number>> = { ean13: 13, ean8: 8, upcA: 12 }

/** GTIN check digit: weights 3 and 1 from the right (GS1 General Specifications, 7.9). */
function hasCheckDigit(text: string): boolean {
  const sum = [...text].reverse().reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 1 : 3), 0)
  return sum % 10 === 0
}

function barcodeProblem(text: string, symbology: Symbology): LocalizedText | null {
  const digits = DIGITS[symbology]
  const shown = shownValue(text)
  if (digits === undefined) {
    if (symbology === 'qr' || /^[\x20-\x7e]+$/.test(text)) return null
    return {
      en: `${shown} has signs that Code 128 does not print; expected letters, digits and punctuation of ASCII`,
      'zh-CN': `${shown} 含有 Code 128 无法打印的字符，只能使用 ASCII 字母、数字和标点`,
    }
  }
  if (!new RegExp(`^\\d{${digits}}$`).test(text)) {
    return { en: `${shown} is not ${digits} digits long`, 'zh-CN': `${shown} 不是 ${digits} 位数字` }
  }
  if (hasCheckDigit(text)) return null
  return {
    en: `the last digit of ${shown} does not fit the others: one of them is mistyped`,
    'zh-CN': `${shown} 的校验位不正确，请检查是否输错`,
  }
}

function normaliseBarcode(value: JsonValue, { symbology = 'code128' }: FieldSchema): Normalised {
  const text = trimmed(typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value)
  if (typeof text !== 'string') return accept(text)
  const plain = DIGITS[symbology] === undefined ? text : text.replaceAll(/[\s-]/g, '')
  const problem = barcodeProblem(plain, symbology)
  return problem === null ? accept(plain) : refuse('format', problem)
}

export const barcodeField = scalarType({
  ...TEXT_COLUMN,
  keywords: ['symbology', 'maxLength', 'searchable', 'unique', 'caseFolded', 'indexed'],
  normalise: normaliseBarcode,
  jsonSchema: (schema) => textSchema(schema, schema.symbology === 'qr' ? 1000 : BARCODE_MAX_LENGTH),
})

import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { type Locale, type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import { translate } from '../locales/translate.ts'

const MOST_CHARACTERS = 300

/** One side of a conflict in words: a text as it is, a part by its label and type, a list by its elements. */
export function conflictValue(value: JsonValue | undefined, locale: Locale): string {
  if (value === undefined) return translate(locale, 'conflictUntouched')
  if (value === null) return translate(locale, 'conflictRemoved')
  if (typeof value === 'string') return `“${value}”`
  if (Array.isArray(value)) return cut(new Intl.ListFormat(locale).format(value.map((one) => inShort(one, locale))))
  return typeof value === 'object' ? cut(inShort(value, locale)) : String(value)
}

function inShort(value: JsonValue, locale: Locale): string {
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return JSON.stringify(value)
  const { label, ...rest } = value
  const type = typeof rest['fieldType'] === 'string' ? ` (${rest['fieldType']})` : ''
  if (typeof label === 'object' && label !== null && 'en' in label) {
    return `${textIn(label as unknown as LocalizedText, locale)}${type}`
  }
  return Object.entries(rest)
    .filter(([, one]) => one !== null)
    .map(([name, one]) => `${name}: ${JSON.stringify(one)}`)
    .join(', ')
}

function cut(text: string): string {
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text
}

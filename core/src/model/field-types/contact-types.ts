import { createRequire } from 'node:module'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { ownPattern } from '../own-patterns.ts'
import { accept, type Normalised, refuse, scalarType } from './field-type-definition.ts'
import { listField } from './list-field.ts'
import { shownValue } from './shown-value.ts'
import { TEXT_OPERATORS, textComparison, textSchema, trimmed } from './text-types.ts'

/** All countries' numbers take 8 MB, and are read with the first number: many tenants and commands never see one. */
let phoneNumbers: typeof import('libphonenumber-js/max') | null = null

const EMAIL_MAX_LENGTH = 254
const URL_MAX_LENGTH = 2000
const E164 = ownPattern('^\\+[1-9][0-9]{1,14}$')
// One at sign, no spaces or control characters, a dot in the domain: what mail servers agree on. Delivery proves the rest.
const EMAIL = /^[^\s@<>"(),:;[\]\\]{1,64}@[^\s@<>"(),:;[\]\\]+\.[^\s@<>"(),:;[\]\\.]{2,}$/u

const KEYWORDS = ['maxLength', 'pattern', 'patternMessage', 'searchable', 'unique', 'indexed'] as const
const TEXT_COLUMN = { operators: TEXT_OPERATORS, sortable: true, columnType: 'text', comparisonType: 'text' } as const

function lowerCase(value: JsonValue): JsonValue {
  return typeof value === 'string' ? value.toLowerCase() : value
}

function normaliseEmail(value: JsonValue): Normalised {
  const text = lowerCase(trimmed(value))
  if (typeof text !== 'string' || (EMAIL.test(text) && !text.includes('..'))) return accept(text)
  return refuse('format', {
    en: `${shownValue(text)} is not an e-mail address; expected one such as name@example.com`,
    'zh-CN': `${shownValue(text)} 不是有效的电子邮箱，应类似 name@example.com`,
  })
}

/** Lower case throughout: two people who differ only by case have not been seen; two spellings of one person have. */
export const emailField = scalarType({
  ...TEXT_COLUMN,
  keywords: KEYWORDS,
  normalise: normaliseEmail,
  comparison: (value) => textComparison(lowerCase(value)),
  jsonSchema: (schema) => ({ ...textSchema(schema, EMAIL_MAX_LENGTH), format: 'email' }),
})

function parsePhone(text: string): string | null {
  // An extension would be lost in E.164, so a number that carries one is refused rather than cut.
  phoneNumbers ??= createRequire(import.meta.url)('libphonenumber-js/max') as typeof import('libphonenumber-js/max')
  const phone = phoneNumbers.parsePhoneNumberFromString(text, { extract: false })
  return phone?.isValid() === true && phone.ext === undefined ? phone.number : null
}

function normalisePhone(value: JsonValue): Normalised {
  const text = trimmed(value)
  if (typeof text !== 'string') return accept(text)
  const number = parsePhone(text)
  if (number !== null) return accept(number)
  return refuse('format', {
    en: `${shownValue(text)} is not a phone number; expected the country code and a number that exists there, such as +86 138 0013 8000`,
    'zh-CN': `${shownValue(text)} 不是有效的电话号码，应带国家或地区代码，例如 +86 138 0013 8000`,
  })
}

/** E.164 text. Without a country code a number means something else in every country, so it is asked for. */
export const phoneField = scalarType({
  ...TEXT_COLUMN,
  keywords: KEYWORDS,
  normalise: normalisePhone,
  comparison: (value) => textComparison(typeof value === 'string' ? (parsePhone(value) ?? value) : value),
  jsonSchema: (schema) => ({ ...textSchema(schema, 16), pattern: schema.pattern ?? E164 }),
})

function normaliseUrl(value: JsonValue): Normalised {
  const text = trimmed(value)
  if (typeof text !== 'string') return accept(text)
  const url = URL.parse(text)
  // Other schemes, `javascript:` first of all, become links that run in a reader's session.
  if (url !== null && (url.protocol === 'https:' || url.protocol === 'http:')) {
    return accept(url.href === `${text}/` ? text : url.href)
  }
  return refuse('format', {
    en: `${shownValue(text)} is not a web address; expected one that begins with https:// or http://`,
    'zh-CN': `${shownValue(text)} 不是有效的网址，应以 https:// 或 http:// 开头`,
  })
}

export const urlField = scalarType({
  ...TEXT_COLUMN,
  keywords: KEYWORDS,
  normalise: normaliseUrl,
  comparison: textComparison,
  jsonSchema: (schema) => ({ ...textSchema(schema, URL_MAX_LENGTH), format: 'uri' }),
})

/** Several of each, the first one being the one to use. */
export const emailsField = listField({
  keywords: [],
  item: (value) => normaliseEmail(value),
  itemSchema: () => ({ type: 'string', maxLength: EMAIL_MAX_LENGTH, format: 'email' }),
})

export const phonesField = listField({
  keywords: [],
  item: (value) => normalisePhone(value),
  itemSchema: () => ({ type: 'string', maxLength: 16, pattern: E164 }),
})

export const urlsField = listField({
  keywords: [],
  item: (value) => normaliseUrl(value),
  itemSchema: () => ({ type: 'string', maxLength: URL_MAX_LENGTH, format: 'uri' }),
})

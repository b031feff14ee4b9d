import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { LocalizedText } from '@tenon/sdk/contract/locale'
import type { ErrorObject } from 'ajv/dist/2020.js'
import { shownValue } from './field-types/shown-value.ts'
import { patternWords } from './pattern-words.ts'

type Explain = (shown: string, params: Record<string, unknown>) => LocalizedText

const TYPE_NAMES: Readonly<Record<string, LocalizedText>> = {
  string: { en: 'text', 'zh-CN': '文本' },
  number: { en: 'a number', 'zh-CN': '数字' },
  integer: { en: 'a whole number', 'zh-CN': '整数' },
  boolean: { en: 'true or false', 'zh-CN': 'true 或 false' },
  array: { en: 'a list', 'zh-CN': '列表' },
  object: { en: 'an object', 'zh-CN': '对象' },
  null: { en: 'null', 'zh-CN': 'null' },
}

function typeName(type: unknown): { en: string; zh: string } {
  const names = (Array.isArray(type) ? type : [type]).map((name) => TYPE_NAMES[String(name)])
  return {
    en: names.map((name) => name?.en ?? '').join(' or '),
    zh: names.map((name) => name?.['zh-CN'] ?? '').join('或'),
  }
}

function limited(
  en: (shown: string, limit: unknown) => string,
  zh: (shown: string, limit: unknown) => string,
): Explain {
  return (shown, { limit }) => ({ en: en(shown, limit), 'zh-CN': zh(shown, limit) })
}

const EXPLAIN: Readonly<Record<string, Explain>> = {
  type: (shown, { type }) => {
    const { en, zh } = typeName(type)
    return { en: `${shown} is not ${en}`, 'zh-CN': `${shown} 不是${zh}` }
  },
  enum: (shown, { allowedValues }) => {
    const listed = (Array.isArray(allowedValues) ? allowedValues : []).map((value) => `'${value}'`).join(', ')
    return { en: `${shown} is not known; expected one of ${listed}`, 'zh-CN': `${shown} 未知，可用的有 ${listed}` }
  },
  const: (shown, { allowedValue }) => ({
    en: `${shown} must be ${JSON.stringify(allowedValue)}`,
    'zh-CN': `${shown} 必须为 ${JSON.stringify(allowedValue)}`,
  }),
  pattern: (shown, { pattern }) => {
    const words = patternWords(String(pattern))
    if (words === null) {
      return { en: `${shown} does not have the form ${pattern}`, 'zh-CN': `${shown} 不符合格式 ${pattern}` }
    }
    return {
      en: `${shown} does not have the form that is needed: ${words.en}`,
      'zh-CN': `${shown} 格式不符，应为：${words['zh-CN']}`,
    }
  },
  format: (shown, { format }) => ({
    en: `${shown} is not a valid ${format}`,
    'zh-CN': `${shown} 不是有效的 ${format}`,
  }),
  uniqueItems: (shown) => ({ en: `${shown} names something twice`, 'zh-CN': `${shown} 含有重复项` }),
  minLength: limited(
    (shown, limit) => `${shown} is too short; at least ${limit} characters are needed`,
    (shown, limit) => `${shown} 太短，至少需要 ${limit} 个字符`,
  ),
  maxLength: limited(
    (shown, limit) => `${shown} is too long; at most ${limit} characters are allowed`,
    (shown, limit) => `${shown} 太长，最多 ${limit} 个字符`,
  ),
  minimum: limited(
    (shown, limit) => `${shown} is too small; the least is ${limit}`,
    (shown, limit) => `${shown} 过小，最小为 ${limit}`,
  ),
  maximum: limited(
    (shown, limit) => `${shown} is too large; the most is ${limit}`,
    (shown, limit) => `${shown} 过大，最大为 ${limit}`,
  ),
  minItems: limited(
    (shown, limit) => `${shown} has too few entries; at least ${limit} are needed`,
    (shown, limit) => `${shown} 条目过少，至少需要 ${limit} 个`,
  ),
  maxItems: limited(
    (_shown, limit) => `it has too many entries; at most ${limit} are allowed`,
    (_shown, limit) => `条目过多，最多 ${limit} 个`,
  ),
  minProperties: limited(
    (_shown, limit) => `it is too empty; at least ${limit} entries are needed`,
    (_shown, limit) => `内容过少，至少需要 ${limit} 项`,
  ),
  maxProperties: limited(
    (_shown, limit) => `it has too many entries; at most ${limit} are allowed`,
    (_shown, limit) => `内容过多，最多 ${limit} 项`,
  ),
}

/** One error of the JSON Schema validator in plain words: the value and what is allowed. */
export function schemaErrorMessage(error: ErrorObject): LocalizedText {
  const shown = shownValue((error.data ?? null) as JsonValue)
  const explain = EXPLAIN[error.keyword]
  return explain?.(shown, error.params) ?? { en: `${shown} is not allowed here`, 'zh-CN': `此处不允许 ${shown}` }
}

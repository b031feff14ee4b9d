import { type Locale, type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { BODY_LIMIT } from './body-limits.ts'

const JSON_LIMITS = { depth: 32, textLength: 200_000, keyLength: 200 } as const

/**
 * Refuses JSON that is too deep, too long or too large, or names `__proto__`, before anything walks it recursively.
 * @throws TenonError BAD_REQUEST with a pointer to the place
 */
export function checkJsonBounds(root: unknown, locale: Locale, { values }: { values: number } = BODY_LIMIT): void {
  const open: Place[] = [{ value: root, key: '', within: null, depth: 0 }]
  for (let count = 0; ; count++) {
    const place = open.pop()
    if (!place) return
    const { value, depth } = place
    if (count > values) throw tooMuch(locale, '', tooManyValues(values))
    if (typeof value === 'string' && value.length > JSON_LIMITS.textLength) {
      throw tooMuch(locale, pointerTo(place), MESSAGES.textLength)
    }
    if (typeof value === 'number' && !Number.isFinite(value)) throw tooMuch(locale, pointerTo(place), MESSAGES.number)
    if (typeof value !== 'object' || value === null) continue
    if (depth >= JSON_LIMITS.depth) throw tooMuch(locale, pointerTo(place), MESSAGES.depth)
    for (const [key, item] of Object.entries(value)) {
      if (key === '__proto__') throw reservedName(locale, pointerTo(place))
      if (key.length > JSON_LIMITS.keyLength) throw tooMuch(locale, pointerTo(place), MESSAGES.keyLength)
      open.push({ value: item, key, within: place, depth: depth + 1 })
    }
  }
}

/** A value with the way to it, which is put into words only where something is wrong. */
interface Place {
  value: unknown
  key: string
  within: Place | null
  depth: number
}

function pointerTo({ key, within }: Place): string {
  if (within === null) return ''
  return `${pointerTo(within)}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
}

const MESSAGES = {
  depth: { en: `nested more than ${JSON_LIMITS.depth} levels deep`, 'zh-CN': `嵌套超过 ${JSON_LIMITS.depth} 层` },
  textLength: {
    en: `a text of more than ${JSON_LIMITS.textLength} characters`,
    'zh-CN': `文本超过 ${JSON_LIMITS.textLength} 个字符`,
  },
  keyLength: {
    en: `a name of more than ${JSON_LIMITS.keyLength} characters`,
    'zh-CN': `名称超过 ${JSON_LIMITS.keyLength} 个字符`,
  },
  // JSON.parse makes Infinity of it, which would be stored as null.
  number: { en: 'a number beyond 1.8e308', 'zh-CN': '数字超出 1.8e308' },
} satisfies Record<string, LocalizedText>

function tooManyValues(most: number): LocalizedText {
  return { en: `more than ${most} values`, 'zh-CN': `超过 ${most} 个值` }
}

/** A name that means something else to programs that read JSON into objects. */
function reservedName(locale: Locale, pointer: string): TenonError {
  const message = textIn({ en: "'__proto__' cannot be a name here.", 'zh-CN': '“__proto__”不能用作名称。' }, locale)
  const problem = { pointer: `${pointer}/__proto__`, message, rule: 'reservedName' }
  return new TenonError({ code: 'BAD_REQUEST', message, problems: [problem] })
}

function tooMuch(locale: Locale, pointer: string, what: LocalizedText): TenonError {
  const place = pointer.length > 200 ? `${pointer.slice(0, 200)}…` : pointer
  const text = textIn(what, locale)
  const message = textIn({ en: `The request is too large: ${text}.`, 'zh-CN': `请求过大：${text}。` }, locale)
  return new TenonError({ code: 'BAD_REQUEST', message, problems: [{ pointer: place, message: text }] })
}

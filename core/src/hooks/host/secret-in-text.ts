import type { LocalizedText } from '@tenon/sdk/contract/locale'
import type { SecretDeclaration } from '@tenon/sdk/contract/plugin-manifest'
import { nearestName } from '@tenon/sdk/expression/nearest-name'

/** What templates of other tools put a name in: `{{apiKey}}`, `${apiKey}`, `{secret: apiKey}`, `<apiKey>`, `%apiKey%`. */
const PLACEHOLDERS = /\$?\{+([^{}]*)\}+|<([^<>]*)>|%([^%\s]+)%|\$(\w+)/g
/** An object that was joined to a text. */
const OBJECT = /\[object \w+\]/
const SECRET = /^["']?(?:secrets?|env)\b["']?\s*(?:[.:([]\s*)?/i
const NAME = /^["']?([\w-]+)["']?\s*[)\]]*$/
const MAX_SHOWN = 60

/**
 * The part of a header's text that was meant to be a secret; null where there is none. A text goes out as it is: the other
 * system would be sent the words of the placeholder, and refuse them without saying why.
 */
export function secretInText(
  text: string,
  { header, declared }: { header: string; declared: readonly SecretDeclaration[] },
): string | null {
  const object = OBJECT.exec(text)?.[0]
  if (object !== undefined) return object
  const names = declared.map(({ name }) => name)
  for (const [whole, ...parts] of text.matchAll(PLACEHOLDERS)) {
    if (isPlaceholder(parts.find((part) => part !== undefined)?.trim() ?? '', names)) return whole
  }
  const last = text.trim().split(/\s+/).at(-1) ?? ''
  return declared.some((secret) => secret.name === last && goesInto(secret, header)) ? last : null
}

export function secretIsNoText(header: string, part: string, declared: readonly SecretDeclaration[]): LocalizedText {
  const [shown, names] = [part.slice(0, MAX_SHOWN), declared.map(({ name }) => `'${name}'`).join(', ')]
  const [example] = declared
  const given = `{ secret: '${example?.name ?? 'name'}', prefix: 'Bearer ' }`
  return {
    en: `The header '${header}' would go out with '${shown}' as it is: a secret is not named in a text, give ${given}; ${names === '' ? 'plugin.json declares no secret' : `plugin.json declares ${names}`}.`,
    'zh-CN': `请求头 '${header}' 会将“${shown}”原样发出：密钥不能写在文本中，请使用 ${given}；${names === '' ? 'plugin.json 未声明任何密钥' : `plugin.json 声明了 ${names}`}。`,
  }
}

function isPlaceholder(inner: string, names: readonly string[]): boolean {
  const rest = inner.replace(SECRET, '')
  if (rest === inner) return nearestOf(inner, names)
  return rest === '' || NAME.test(rest)
}

function nearestOf(inner: string, names: readonly string[]): boolean {
  const [, name] = NAME.exec(inner) ?? []
  return name !== undefined && (names.includes(name) || nearestName(name, names) !== null)
}

function goesInto({ headers = ['authorization'] }: SecretDeclaration, header: string): boolean {
  return headers.some((one) => one.toLowerCase() === header)
}

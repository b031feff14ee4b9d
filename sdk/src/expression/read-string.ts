import { SyntaxFault } from './expression-problem.ts'

interface StringStart {
  /** Offset of the prefix, or of the quote where there is none. */
  start: number
  prefix: string
  quote: string
}

/**
 * Reads the text literal at `start`, in CEL's forms: single or double quotes, tripled to span lines,
 * `r` before them for no escapes. @throws SyntaxFault
 */
export function readString(text: string, { start, prefix, quote }: StringStart): { value: string; end: number } {
  checkPrefix(prefix, { start, end: start + prefix.length + quote.length })
  const from = start + prefix.length + quote.length
  const to = findClosing(text, { start, from, quote, raw: prefix !== '' })
  const inside = text.slice(from, to)
  const value = prefix === '' ? unescaped(inside, from) : inside
  return { value: checkCharacters(value, { start, end: to + quote.length }), end: to + quote.length }
}

function checkPrefix(prefix: string, range: { start: number; end: number }): void {
  if (prefix === '' || prefix === 'r' || prefix === 'R') return
  const bytes = /b/i.test(prefix)
  throw new SyntaxFault({
    ...range,
    rule: 'string',
    message: {
      en: bytes
        ? 'there are no byte strings; leave the b out'
        : `a text cannot begin with ${prefix}"; only r" is known`,
      'zh-CN': bytes ? '不支持字节串，请去掉前缀 b' : `文本前缀“${prefix}”无效，只支持 r"`,
    },
  })
}

/** Offset of the closing quotes. A backslash keeps the character behind it from closing, except in raw texts. */
function findClosing(
  text: string,
  { start, from, quote, raw }: { start: number; from: number; quote: string; raw: boolean },
): number {
  for (let at = from; at < text.length; at++) {
    if (text.startsWith(quote, at)) return at
    const character = text[at]
    if (character === '\\' && !raw) at++
    else if (quote.length === 1 && (character === '\n' || character === '\r')) break
  }
  throw new SyntaxFault({
    start,
    end: Math.min(text.length, start + 1),
    rule: 'string',
    message: {
      en: `the text that begins here has no closing ${quote}`,
      'zh-CN': `从这里开始的文本缺少结尾的 ${quote}`,
    },
  })
}

const SIMPLE: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '?': '?',
  '"': '"',
  "'": "'",
  '`': '`',
}
const ESCAPE = /\\(?:([abfnrtv\\?"'`])|[xX]([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2})|)/g

function unescaped(inside: string, offset: number): string {
  if (!inside.includes('\\')) return inside
  return inside.replaceAll(ESCAPE, (...found: Array<string | number | undefined>) => {
    const [whole, simple, ...codes] = found
    if (typeof simple === 'string') return SIMPLE[simple] ?? ''
    const at = offset + Number(found[6])
    const [byte, short, long, octal] = codes
    const code =
      octal !== undefined ? Number.parseInt(String(octal), 8) : Number.parseInt(String(byte ?? short ?? long), 16)
    if (Number.isNaN(code)) throw badEscape(inside.slice(Number(found[6]), Number(found[6]) + 2), at)
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) throw badEscape(String(whole), at)
    return String.fromCodePoint(code)
  })
}

function badEscape(written: string, start: number): SyntaxFault {
  return new SyntaxFault({
    start,
    end: start + written.length,
    rule: 'escape',
    message: {
      en: `${written} stands for no character; a backslash itself is written \\\\, or the text begins with r"`,
      'zh-CN': `${written} 不是有效的转义；反斜杠本身应写成 \\\\，或用 r" 开头`,
    },
  })
}

/** PostgreSQL stores neither of these, so no text can hold them. */
function checkCharacters(value: string, range: { start: number; end: number }): string {
  if (!value.includes('\0') && value.isWellFormed()) return value
  throw new SyntaxFault({
    ...range,
    rule: 'string',
    message: {
      en: 'a text cannot hold the character U+0000 or half of a character',
      'zh-CN': '文本不能包含字符 U+0000 或半个字符',
    },
  })
}

import { SyntaxFault } from './expression-problem.ts'
import { readNumber } from './read-number.ts'
import { readString } from './read-string.ts'
import type { Literal } from './syntax-node.ts'

interface TokenPlace {
  readonly start: number
  readonly end: number
}

export type Token = TokenPlace &
  (
    | { readonly kind: 'name'; readonly text: string }
    | { readonly kind: 'literal'; readonly literal: Literal }
    | { readonly kind: 'sign'; readonly text: string }
    | { readonly kind: 'end' }
  )

const BLANK = /[ \t\n\f\r]|\/\/[^\n]*/y
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y
const SIGN = /==|!=|<=|>=|&&|\|\||[-+*/%<>!?:.,()[\]{}]/y
const STRING_START = /([A-Za-z]{0,2})("""|'''|"|')/y
const NUMBER_START = /\.?[0-9]/y

/** Signs of a Chinese keyboard, and what they are taken for. */
const FULL_WIDTH: Readonly<Record<string, string>> = {
  '，': ',',
  '。': '.',
  '．': '.',
  '：': ':',
  '？': '?',
  '！': '!',
  '（': '(',
  '）': ')',
  '【': '[',
  '】': ']',
  '“': '"',
  '”': '"',
  '‘': "'",
  '’': "'",
  '＝': '==',
  '＞': '>',
  '＜': '<',
  '＋': '+',
  '－': '-',
  '×': '*',
  '＊': '*',
  '÷': '/',
  '／': '/',
  '％': '%',
}
const MEANT: Readonly<Record<string, string>> = { ...FULL_WIDTH, '=': '==', '&': '&&', '|': '||' }

/** Splits an expression into its words and signs; the last token is `end`. @throws SyntaxFault */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = []
  let at = skipBlanks(text, 0)
  while (at < text.length) {
    const token = nextToken(text, at)
    tokens.push(token)
    at = skipBlanks(text, token.end)
  }
  tokens.push({ kind: 'end', start: text.length, end: text.length })
  return tokens
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}

function skipBlanks(text: string, start: number): number {
  let at = start
  for (let blank = matchAt(BLANK, text, at); blank !== null; blank = matchAt(BLANK, text, at)) at += blank[0].length
  return at
}

function nextToken(text: string, start: number): Token {
  const opening = matchAt(STRING_START, text, start)
  if (opening !== null) {
    const { value, end } = readString(text, { start, prefix: opening[1] ?? '', quote: opening[2] ?? '' })
    return { kind: 'literal', literal: { kind: 'string', value }, start, end }
  }
  if (matchAt(NUMBER_START, text, start) !== null) {
    const { literal, end } = readNumber(text, start)
    return { kind: 'literal', literal, start, end }
  }
  const name = matchAt(NAME, text, start)
  if (name !== null) return { kind: 'name', text: name[0], start, end: start + name[0].length }
  const sign = matchAt(SIGN, text, start)
  if (sign !== null) return { kind: 'sign', text: sign[0], start, end: start + sign[0].length }
  throw unknownCharacter(text, start)
}

function unknownCharacter(text: string, start: number): SyntaxFault {
  const character = String.fromCodePoint(text.codePointAt(start) ?? 0)
  const meant = MEANT[character]
  const range = { start, end: start + character.length }
  if (meant === undefined) {
    return new SyntaxFault({
      ...range,
      rule: 'character',
      message: {
        en: `'${character}' has no meaning in an expression; text belongs in quotation marks`,
        'zh-CN': `表达式中不能出现“${character}”；文本应放在引号 " " 中`,
      },
    })
  }
  return new SyntaxFault({
    ...range,
    rule: 'character',
    suggestion: meant,
    message: {
      en: `'${character}' has no meaning in an expression; write ${meant}`,
      'zh-CN': `表达式中不能出现“${character}”，请写成 ${meant}`,
    },
  })
}

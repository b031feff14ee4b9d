import type { CodeRange } from './code-range.ts'
import { PatternFault } from './pattern-fault.ts'

const LAST = 0x10ffff
const DIGIT: readonly CodeRange[] = [[0x30, 0x39]]
const WORD: readonly CodeRange[] = [
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
]
const SPACE: readonly CodeRange[] = [
  [0x09, 0x0a],
  [0x0c, 0x0d],
  [0x20, 0x20],
]

/** `d`, `w` and `s` are those of ASCII, as in RE2. U+0000 is in no text, so in no set either. */
export const NAMED_SETS: Readonly<Record<'any' | 'd' | 'w' | 's' | 'D' | 'W' | 'S', readonly CodeRange[]>> = {
  any: invert([[0x0a, 0x0a]]),
  d: DIGIT,
  w: WORD,
  s: SPACE,
  D: invert(DIGIT),
  W: invert(WORD),
  S: invert(SPACE),
}

/** All code points that are in none of the ranges, in order. */
export function invert(ranges: readonly CodeRange[]): CodeRange[] {
  const sorted = [...ranges].sort((left, right) => left[0] - right[0])
  const gaps: CodeRange[] = []
  let next = 1
  for (const [first, last] of sorted) {
    if (first > next) gaps.push([next, first - 1])
    next = Math.max(next, last + 1)
  }
  if (next <= LAST) gaps.push([next, LAST])
  return gaps
}

const CONTROL: Readonly<Record<string, number>> = { t: 0x09, n: 0x0a, v: 0x0b, f: 0x0c, r: 0x0d, a: 0x07 }
const HEX = /^x(?:([0-9a-fA-F]{2})|\{([0-9a-fA-F]{1,6})\})/

/** Reads what stands behind a backslash. @throws PatternFault */
export function readEscape(reader: { characters: string[]; at: number }): readonly CodeRange[] {
  const character = reader.characters[reader.at] ?? ''
  const hex = HEX.exec(reader.characters.slice(reader.at, reader.at + 9).join(''))
  reader.at += hex === null ? 1 : hex[0].length
  const code = hex === null ? CONTROL[character] : Number.parseInt(hex[1] ?? hex[2] ?? '', 16)
  if (code !== undefined && code > 0 && code <= LAST) return [[code, code]]
  if (/^[dwsDWS]$/.test(character)) return NAMED_SETS[character as keyof typeof NAMED_SETS]
  if (/^[!-/:-@[-`{-~]$/.test(character)) return [[character.charCodeAt(0), character.charCodeAt(0)]]
  throw new PatternFault({
    en: `'\\${character}' has no meaning in a pattern; known are \\d \\w \\s \\D \\W \\S \\n \\t \\x41 \\x{4e00}, and signs such as \\.`,
    'zh-CN': `正则表达式中“\\${character}”无效；可用：\\d \\w \\s \\D \\W \\S \\n \\t \\x41 \\x{4e00} 以及 \\. 等符号`,
  })
}

import { CASE_PAIRS } from './case-pairs.ts'

/** Number of characters (code points), as PostgreSQL counts them. */
export function textLength(text: string): number {
  let length = text.length
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit >= 0xd800 && unit <= 0xdbff) length -= 1
  }
  return length
}

/** Offset in UTF-16 units of the character at `index`, which may lie behind the end. */
function unitOffset(text: string, index: number): number {
  let offset = 0
  for (let passed = 0; passed < index && offset < text.length; passed++) {
    offset += (text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1
  }
  return offset
}

/** Characters from `start` up to `end`; both are brought into the text's bounds. */
export function substring(text: string, start: bigint, end: bigint): string {
  const from = unitOffset(text, bounded(start, text))
  return text.slice(from, Math.max(from, unitOffset(text, bounded(end, text))))
}

function bounded(index: bigint, text: string): number {
  if (index <= 0n) return 0
  return index >= BigInt(text.length) ? text.length : Number(index)
}

/** Order by code point, whatever the language: negative, zero or positive. */
export function compareTexts(left: string, right: string): number {
  const length = Math.min(left.length, right.length)
  for (let at = 0; at < length; at++) {
    const difference = orderOf(left.charCodeAt(at)) - orderOf(right.charCodeAt(at))
    if (difference !== 0) return difference
  }
  return left.length - right.length
}

/** Halves of characters beyond U+FFFF sort behind everything else. */
function orderOf(unit: number): number {
  if (unit >= 0xe000) return unit - 0x800
  return unit >= 0xd800 ? unit + 0x2000 : unit
}

const smallOf = new Map([...CASE_PAIRS.capitals].map((capital, at) => [capital, CASE_PAIRS.smalls[at] ?? capital]))
const capitalOf = new Map([...CASE_PAIRS.smalls].map((small, at) => [small, CASE_PAIRS.capitals[at] ?? small]))

export function toLower(text: string): string {
  return mapped(text, smallOf)
}

export function toUpper(text: string): string {
  return mapped(text, capitalOf)
}

function mapped(text: string, pairs: ReadonlyMap<string, string>): string {
  let result = ''
  for (const character of text) result += pairs.get(character) ?? character
  return result
}

/** The characters that Unicode calls white space. */
export const WHITE_SPACE =
  '\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'

export function trim(text: string): string {
  let [start, end] = [0, text.length]
  while (start < end && WHITE_SPACE.includes(text[start] ?? '')) start++
  while (end > start && WHITE_SPACE.includes(text[end - 1] ?? '')) end--
  return text.slice(start, end)
}

/** An empty separator gives the single characters. */
export function split(text: string, separator: string): string[] {
  return separator === '' ? [...text] : text.split(separator)
}

/** Puts the separator between groups of three digits before the point. */
export function groupDigits(number: string, separator: string): string {
  const point = number.indexOf('.')
  const end = point === -1 ? number.length : point
  const start = number.startsWith('-') ? 1 : 0
  const first = start + ((end - start) % 3 || 3)
  const groups = [number.slice(0, first)]
  for (let at = first; at < end; at += 3) groups.push(number.slice(at, at + 3))
  return groups.join(separator) + number.slice(end)
}

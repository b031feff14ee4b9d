import type { CodeRange } from './code-range.ts'
import { PatternFault } from './pattern-fault.ts'
import type { PatternNode } from './pattern-node.ts'
import { type PatternProgram, toProgram } from './pattern-program.ts'
import { invert, NAMED_SETS, readEscape } from './pattern-sets.ts'

/** A regular expression out of the part of RE2's syntax that PostgreSQL understands in the same way. */
export interface Pattern {
  readonly source: string
  readonly node: PatternNode
  readonly program: PatternProgram
}

const MAX_REPEAT = 100
const MAX_GROUPS = 32
const QUANTIFIER = /^(?:\*|\+|\?|\{(\d{1,3})(?:(,)(\d{1,3})?)?\})/

/** @throws PatternFault */
export function parsePattern(source: string): Pattern {
  const reader = { characters: [...source], at: 0, depth: 0 }
  const node = parseChoice(reader)
  if (reader.at < reader.characters.length) throw unexpected(')')
  return { source, node, program: toProgram(node) }
}

interface PatternReader {
  characters: string[]
  at: number
  depth: number
}

function parseChoice(reader: PatternReader): PatternNode {
  const options = [parseSequence(reader)]
  while (reader.characters[reader.at] === '|') {
    reader.at += 1
    options.push(parseSequence(reader))
  }
  const [only] = options
  return options.length === 1 && only !== undefined ? only : { kind: 'choice', options }
}

function parseSequence(reader: PatternReader): PatternNode {
  const items: PatternNode[] = []
  while (reader.at < reader.characters.length && !'|)'.includes(reader.characters[reader.at] ?? '')) {
    items.push(parseQuantified(reader))
  }
  return { kind: 'sequence', items }
}

function parseQuantified(reader: PatternReader): PatternNode {
  const item = parseAtom(reader)
  const bounds = readBounds(reader)
  if (bounds === null) return item
  if (item.kind === 'start' || item.kind === 'end') throw unexpected('*')
  if (readBounds(reader) !== null) throw unexpected('*?')
  return { kind: 'repeat', item, ...bounds }
}

function readBounds(reader: PatternReader): { min: number; max: number | null } | null {
  const rest = reader.characters.slice(reader.at, reader.at + 9).join('')
  const match = QUANTIFIER.exec(rest)
  if (match === null) return null
  reader.at += match[0].length
  const [sign, least, comma, most] = match
  if (least === undefined) return { min: sign === '+' ? 1 : 0, max: sign === '?' ? 1 : null }
  const min = Number(least)
  const max = comma === undefined ? min : most === undefined ? null : Number(most)
  if (min > MAX_REPEAT || (max ?? 0) > MAX_REPEAT || (max !== null && max < min)) throw badBounds(sign)
  return { min, max }
}

function parseAtom(reader: PatternReader): PatternNode {
  const character = reader.characters[reader.at] ?? ''
  reader.at += 1
  switch (character) {
    case '(':
      return parseGroup(reader)
    case '[':
      return parseClass(reader)
    case '\\':
      return { kind: 'set', ranges: readEscape(reader) }
    case '.':
      return { kind: 'set', ranges: NAMED_SETS.any }
    case '^':
      return { kind: 'start' }
    case '$':
      return { kind: 'end' }
    case '*':
    case '+':
    case '?':
    case '{':
    case '}':
      throw unexpected(character)
    default:
      return { kind: 'set', ranges: [single(character)] }
  }
}

function parseGroup(reader: PatternReader): PatternNode {
  reader.depth += 1
  if (reader.depth > MAX_GROUPS) throw unexpected('(')
  if (reader.characters[reader.at] === '?') {
    if (reader.characters[reader.at + 1] !== ':') throw unexpected('(?')
    reader.at += 2
  }
  const inner = parseChoice(reader)
  if (reader.characters[reader.at] !== ')') throw unexpected('(')
  reader.at += 1
  reader.depth -= 1
  return inner.kind === 'sequence' ? { kind: 'sequence', items: [inner] } : inner
}

function parseClass(reader: PatternReader): PatternNode {
  const negated = reader.characters[reader.at] === '^'
  if (negated) reader.at += 1
  const ranges: CodeRange[] = []
  while (reader.characters[reader.at] !== ']') {
    if (reader.at >= reader.characters.length) throw unexpected('[')
    ranges.push(...readClassPart(reader))
  }
  reader.at += 1
  if (ranges.length === 0) throw unexpected('[]')
  return { kind: 'set', ranges: negated ? invert(ranges) : invert(invert(ranges)) }
}

function readClassPart(reader: PatternReader): readonly CodeRange[] {
  const low = readClassCharacter(reader)
  const isRange = reader.characters[reader.at] === '-' && ![undefined, ']'].includes(reader.characters[reader.at + 1])
  if (!isRange) return low
  reader.at += 1
  const [from, to] = [low, readClassCharacter(reader)]
  const [first, last] = [from[0], to[0]]
  if (from.length !== 1 || to.length !== 1 || first === undefined || last === undefined) throw unexpected('-')
  if (first[0] !== first[1] || last[0] !== last[1] || last[0] < first[0]) throw unexpected('-')
  return [[first[0], last[0]]]
}

function readClassCharacter(reader: PatternReader): readonly CodeRange[] {
  const character = reader.characters[reader.at] ?? ''
  reader.at += 1
  if (character === '\\') return readEscape(reader)
  if (character === '[' && reader.characters[reader.at] === ':') throw unexpected('[:')
  return [single(character)]
}

function single(character: string): CodeRange {
  const code = character.codePointAt(0) ?? 0
  return [code, code]
}

function unexpected(sign: string): PatternFault {
  return new PatternFault({
    en: `the pattern cannot have '${sign}' there; known are text, . [a-z] [^a-z] \\d \\w \\s ( ) | ^ $ * + ? {2,5}, and a backslash before a sign that stands for itself`,
    'zh-CN': `正则表达式此处不能出现“${sign}”；可用：文本、. [a-z] [^a-z] \\d \\w \\s ( ) | ^ $ * + ? {2,5}，符号本身前加反斜杠`,
  })
}

function badBounds(bounds: string): PatternFault {
  return new PatternFault({
    en: `'${bounds}' is no number of repetitions from 0 to ${MAX_REPEAT}`,
    'zh-CN': `“${bounds}”不是 0 到 ${MAX_REPEAT} 之间的重复次数`,
  })
}

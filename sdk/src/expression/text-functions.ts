import { charge, chargeMadeText, chargeText, type Evaluation } from './evaluation.ts'
import type { Implementations } from './implementation.ts'
import { matchPattern } from './match-pattern.ts'
import type { Pattern } from './parse-pattern.ts'
import { split, substring, textLength, toLower, toUpper, trim } from './text.ts'

export const TEXT_FUNCTIONS = {
  'string + string: string': ([left, right]: [string, string], evaluation) => {
    chargeMadeText(evaluation, left.length + right.length)
    return left + right
  },
  'size(string): int': sizeOf,
  'string.size(): int': sizeOf,
  'string.contains(string): bool': ([text, part]: [string, string], evaluation) =>
    read(evaluation, text).includes(part),
  'string.startsWith(string): bool': ([text, part]: [string, string], evaluation) =>
    text.startsWith(read(evaluation, part)),
  'string.endsWith(string): bool': ([text, part]: [string, string], evaluation) =>
    text.endsWith(read(evaluation, part)),
  'string.matches(pattern): bool': ([text, pattern]: [string, Pattern], evaluation) => {
    charge(evaluation, (text.length * pattern.program.length) / STATES_PER_STEP)
    return matchPattern(pattern, text)
  },
  'string.lower(): string': ([text]: [string], evaluation) => toLower(read(evaluation, text)),
  'string.upper(): string': ([text]: [string], evaluation) => toUpper(read(evaluation, text)),
  'string.trim(): string': ([text]: [string], evaluation) => trim(read(evaluation, text)),
  'string.replace(string, string): string': replace,
  'string.substring(int): string': ([text, start]: [string, bigint], evaluation) =>
    substring(read(evaluation, text), start, BigInt(text.length)),
  'string.substring(int, int): string': ([text, start, end]: [string, bigint, bigint], evaluation) =>
    substring(read(evaluation, text), start, end),
  'string.split(string): list<string>': ([text, separator]: [string, string], evaluation) => {
    charge(evaluation, text.length)
    return split(text, separator)
  },
  'list<string>.join(): string': join,
  'list<string>.join(string): string': join,
} satisfies Implementations

/** States of a pattern that are followed in one step. */
const STATES_PER_STEP = 20

function read(evaluation: Evaluation, text: string): string {
  chargeText(evaluation, text.length)
  return text
}

function sizeOf([text]: [string], evaluation: Evaluation): bigint {
  return BigInt(textLength(read(evaluation, text)))
}

/** An empty text to look for is found nowhere. */
function replace([text, from, to]: [string, string, string], evaluation: Evaluation): string {
  if (from === '') return text
  const parts = read(evaluation, text).split(from)
  chargeMadeText(evaluation, text.length + (parts.length - 1) * (to.length - from.length))
  return parts.join(to)
}

/** Items that are null are left out. */
function join([texts, separator = '']: [Array<string | null>, string?], evaluation: Evaluation): string {
  const given = texts.filter((text) => text !== null)
  const length = given.reduce((sum, text) => sum + text.length + separator.length, 0)
  charge(evaluation, texts.length)
  chargeMadeText(evaluation, length)
  return given.join(separator)
}

import type { LocalizedText } from '@tenon/sdk/contract/locale'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { type ModelProblem, pointerStep, within } from '../model/check/model-problem.ts'
import { expectedNames } from '../model/expected-names.ts'
import { shownValue } from '../model/field-types/shown-value.ts'
import { patternError } from '../model/linear-pattern.ts'
import { compileSchema, KNOWN_FORMATS } from '../model/schema-compiler.ts'

/*
 * Payloads are checked in the server itself, by a schema that a plugin has written. So only keywords are allowed whose
 * checks cost no more than schema times payload: nothing that refers, recurs, compares all with all or backtracks.
 */

const MAX_LENGTH = 16_384
const MAX_DEPTH = 12
const MAX_PATTERNS = 20
const MAX_PATTERN_LENGTH = 200

const PLAIN = [
  'title description default examples deprecated type enum const minLength maxLength minimum maximum',
  'exclusiveMinimum exclusiveMaximum multipleOf required minProperties maxProperties minItems maxItems',
].flatMap((line) => line.split(' '))
/** Keywords that hold schemas: one, a list, or one per name. */
const NESTING: Readonly<Record<string, 'one' | 'list' | 'named'>> = {
  properties: 'named',
  additionalProperties: 'one',
  items: 'one',
  prefixItems: 'list',
  anyOf: 'list',
  oneOf: 'list',
  allOf: 'list',
  not: 'one',
}
const KEYWORDS = [...PLAIN, 'pattern', 'format', ...Object.keys(NESTING)]

/** What is wrong with the JSON Schema of an event's payload. */
export function checkEventSchema(schema: Record<string, unknown>): ModelProblem[] {
  const { length } = JSON.stringify(schema)
  if (length > MAX_LENGTH) return [problem('size', tooLong(length))]
  const patterns = { left: MAX_PATTERNS }
  const found = checkSchema(schema, { depth: 0, patterns })
  return found.length > 0 ? found : checkCompiles(schema)
}

interface Walk {
  depth: number
  patterns: { left: number }
}

function checkSchema(schema: unknown, walk: Walk): ModelProblem[] {
  if (typeof schema === 'boolean') return []
  if (!isObject(schema)) return [problem('type', NO_SCHEMA)]
  if (walk.depth > MAX_DEPTH) return [problem('depth', TOO_DEEP)]
  return Object.entries(schema).flatMap(([keyword, value]) =>
    within(pointerStep(keyword), checkKeyword(keyword, value, walk)),
  )
}

function checkKeyword(keyword: string, value: unknown, walk: Walk): ModelProblem[] {
  if (!KEYWORDS.includes(keyword)) return [problem('unknownKeyword', unknownKeyword(keyword))]
  if (keyword === 'pattern') return checkPattern(value, walk)
  if (keyword === 'format') return checkFormat(value)
  const inner = { ...walk, depth: walk.depth + 1 }
  switch (Object.hasOwn(NESTING, keyword) ? NESTING[keyword] : undefined) {
    case 'one':
      return checkSchema(value, inner)
    case 'list':
    case 'named':
      if (typeof value !== 'object' || value === null) return [problem('type', NO_SCHEMA)]
      return Object.entries(value).flatMap(([name, part]) => within(pointerStep(name), checkSchema(part, inner)))
    default:
      return []
  }
}

function checkPattern(value: unknown, { patterns }: Walk): ModelProblem[] {
  patterns.left -= 1
  if (patterns.left < 0) return [problem('pattern', tooManyPatterns())]
  if (typeof value !== 'string' || value.length > MAX_PATTERN_LENGTH) return [problem('pattern', longPattern())]
  const error = patternError(value)
  if (error === null) return []
  return [problem('pattern', { en: `not a pattern: ${error}`, 'zh-CN': `不是有效的正则表达式：${error}` })]
}

function checkFormat(value: unknown): ModelProblem[] {
  if (KNOWN_FORMATS.some((known) => known === value)) return []
  const expected = expectedNames(String(value), KNOWN_FORMATS)
  return [
    problem('format', {
      en: `there is no format ${shownValue(String(value))}; ${expected.en}`,
      'zh-CN': `没有格式 ${shownValue(String(value))}；${expected['zh-CN']}`,
    }),
  ]
}

/** Values of keywords, by the meta-schema; then what only a compiler sees. */
function checkCompiles(schema: Record<string, unknown>): ModelProblem[] {
  const ajv = new Ajv2020({ strict: false })
  if (!ajv.validateSchema(schema)) {
    const [error] = ajv.errors ?? []
    return [{ ...problem('schema', notCompiled(error?.message ?? '')), pointer: error?.instancePath ?? '' }]
  }
  try {
    compileSchema(JSON.parse(JSON.stringify(schema)), { allErrors: false })
    return []
  } catch (error) {
    return [problem('schema', notCompiled(error instanceof Error ? error.message : String(error)))]
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function problem(rule: string, text: LocalizedText): ModelProblem {
  return { pointer: '', rule, problem: text }
}

function unknownKeyword(keyword: string): LocalizedText {
  const expected = expectedNames(keyword, KEYWORDS)
  return {
    en: `${shownValue(keyword)} cannot be used in the schema of a payload; ${expected.en}`,
    'zh-CN': `事件内容的模式中不能使用 ${shownValue(keyword)}；${expected['zh-CN']}`,
  }
}

const NO_SCHEMA: LocalizedText = { en: 'this is no JSON Schema', 'zh-CN': '这不是 JSON Schema' }
const TOO_DEEP: LocalizedText = {
  en: `the schema is nested deeper than ${MAX_DEPTH} levels`,
  'zh-CN': `模式嵌套超过 ${MAX_DEPTH} 层`,
}

function tooLong(length: number): LocalizedText {
  return {
    en: `the schema has ${length} characters of JSON; at most ${MAX_LENGTH}`,
    'zh-CN': `模式为 ${length} 个字符的 JSON；最多 ${MAX_LENGTH} 个`,
  }
}

function tooManyPatterns(): LocalizedText {
  return { en: `at most ${MAX_PATTERNS} patterns are allowed`, 'zh-CN': `最多允许 ${MAX_PATTERNS} 个正则表达式` }
}

function longPattern(): LocalizedText {
  return {
    en: `a pattern is a text of at most ${MAX_PATTERN_LENGTH} characters`,
    'zh-CN': `正则表达式应为不超过 ${MAX_PATTERN_LENGTH} 个字符的文本`,
  }
}

function notCompiled(reason: string): LocalizedText {
  return { en: `it is no sound JSON Schema: ${reason}`, 'zh-CN': `不是有效的 JSON Schema：${reason}` }
}

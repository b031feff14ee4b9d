import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { LocalizedText } from '@tenon/sdk/contract/locale'
import { expectedNames } from '../expected-names.ts'
import { shownValue } from '../field-types/shown-value.ts'
import { patternError } from '../linear-pattern.ts'
import { KNOWN_FORMATS } from '../schema-compiler.ts'
import { type ModelProblem, pointerStep } from './model-problem.ts'

const MAX_DEPTH = 20
const MAX_NODES = 2_000

/** How the value of each keyword that we accept is looked into. */
const KEYWORDS: Readonly<Record<string, 'schema' | 'schemas' | 'named' | 'patterns' | 'pattern' | 'format' | 'plain'>> =
  {
    ...all('plain', ['type', 'enum', 'const', 'required', 'dependentRequired', 'uniqueItems', 'multipleOf']),
    ...all('plain', ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'minLength', 'maxLength']),
    ...all('plain', ['minItems', 'maxItems', 'minContains', 'maxContains', 'minProperties', 'maxProperties']),
    ...all('plain', ['title', 'description', 'default', 'examples', 'deprecated', 'readOnly', 'writeOnly', '$comment']),
    ...all('schema', ['items', 'contains', 'additionalProperties', 'propertyNames', 'not', 'if', 'then', 'else']),
    ...all('schemas', ['allOf', 'anyOf', 'oneOf', 'prefixItems']),
    ...all('named', ['properties', 'dependentSchemas']),
    ...all('patterns', ['patternProperties']),
    ...all('pattern', ['pattern']),
    ...all('format', ['format']),
  }

function all<Kind extends string>(kind: Kind, keywords: string[]): Record<string, Kind> {
  return Object.fromEntries(keywords.map((keyword) => [keyword, kind]))
}

const ELSEWHERE: LocalizedText = {
  en: 'a schema here stands alone: it refers to nothing elsewhere, so that nobody can change it from there or make it endless',
  'zh-CN': '此处的模式必须自成一体，不得引用其他位置，以免被外部修改或无限递归',
}
const WHAT_WAS_LOOKED_AT: LocalizedText = {
  en: 'it depends on what other keywords have looked at, which forms cannot show; list the properties instead',
  'zh-CN': '它取决于其他关键字已检查的内容，表单无法呈现；请直接列出属性',
}
const NO_ASSERTION: LocalizedText = {
  en: 'it asserts nothing about a value; decode the text in a hook instead',
  'zh-CN': '它不对值作任何断言；请在钩子中解码文本',
}

/** Keywords of JSON Schema 2020-12 that we do not accept, and why. */
const REFUSED: Readonly<Record<string, LocalizedText>> = {
  ...reasons(ELSEWHERE, ['$ref', '$dynamicRef', '$defs', '$id', '$anchor', '$dynamicAnchor', '$schema', '$vocabulary']),
  ...reasons(WHAT_WAS_LOOKED_AT, ['unevaluatedItems', 'unevaluatedProperties']),
  ...reasons(NO_ASSERTION, ['contentEncoding', 'contentMediaType', 'contentSchema']),
}

function reasons(reason: LocalizedText, keywords: string[]): Record<string, LocalizedText> {
  return Object.fromEntries(keywords.map((keyword) => [keyword, reason]))
}

/** Keywords of JSON Schema 2020-12 that a schema of values may use. */
export const VALUE_SCHEMA_KEYWORDS: readonly string[] = Object.keys(KEYWORDS)

/**
 * What keeps a JSON Schema 2020-12, written by somebody else for a value of theirs, from being accepted: a keyword that
 * we do not know or do not take, with the reason; a pattern or format that we cannot judge; a size that costs too much.
 */
export function checkValueSchema(schema: JsonValue): ModelProblem[] {
  return checkNode(schema, { pointer: '', depth: 0, budget: { nodes: MAX_NODES } })
}

interface Place {
  pointer: string
  depth: number
  budget: { nodes: number }
}

function checkNode(node: JsonValue | undefined, place: Place): ModelProblem[] {
  place.budget.nodes -= 1
  if (place.depth > MAX_DEPTH || place.budget.nodes < 0) return [tooLarge(place)]
  if (typeof node === 'boolean') return []
  if (typeof node !== 'object' || node === null || Array.isArray(node)) return [notASchema(place, node ?? null)]
  return Object.entries(node).flatMap(([keyword, value]) => checkKeyword(keyword, value, within(place, keyword)))
}

function checkKeyword(keyword: string, value: JsonValue, place: Place): ModelProblem[] {
  const kind = Object.hasOwn(KEYWORDS, keyword) ? KEYWORDS[keyword] : undefined
  switch (kind) {
    case 'schema':
      return checkNode(value, place)
    case 'schemas':
      return (Array.isArray(value) ? value : []).flatMap((node, index) => checkNode(node, within(place, index)))
    case 'named':
      return entries(value).flatMap(([name, node]) => [
        ...(name === '__proto__' ? [notAName(within(place, name))] : []),
        ...checkNode(node, within(place, name)),
      ])
    case 'patterns':
      return entries(value).flatMap(([pattern, node]) => {
        const inner = within(place, pattern)
        return [...checkPattern(pattern, inner), ...checkNode(node, inner)]
      })
    case 'pattern':
      return checkPattern(value, place)
    case 'format':
      return checkFormat(value, place)
    case 'plain':
      return keyword === 'enum' && Array.isArray(value) && value.length === 0 ? [emptyEnum(place)] : []
    default:
      return [refused(keyword, place)]
  }
}

function within(place: Place, step: string | number): Place {
  return { ...place, pointer: place.pointer + pointerStep(step), depth: place.depth + 1 }
}

function entries(value: JsonValue): Array<[string, JsonValue]> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : []
}

function checkPattern(pattern: JsonValue, { pointer }: Place): ModelProblem[] {
  const reason = typeof pattern === 'string' ? patternError(pattern) : null
  if (reason === null) return []
  const shown = shownValue(pattern)
  const problem = {
    en: `${shown} is not a regular expression that can be used here (RE2 syntax): ${reason}`,
    'zh-CN': `${shown} 不是此处可用的正则表达式（RE2 语法）：${reason}`,
  }
  return [{ pointer, rule: 'pattern', problem }]
}

function checkFormat(format: JsonValue, { pointer }: Place): ModelProblem[] {
  if (typeof format !== 'string' || KNOWN_FORMATS.some((known) => known === format)) return []
  const expected = expectedNames(format, [...KNOWN_FORMATS])
  const problem = {
    en: `the format ${shownValue(format)} is not judged here; ${expected.en}`,
    'zh-CN': `此处不支持格式 ${shownValue(format)}；${expected['zh-CN']}`,
  }
  return [{ pointer, rule: 'format', problem }]
}

function refused(keyword: string, { pointer }: Place): ModelProblem {
  const reason = Object.hasOwn(REFUSED, keyword) ? REFUSED[keyword] : undefined
  if (reason !== undefined) {
    const problem = {
      en: `the keyword '${keyword}' is not accepted: ${reason.en}`,
      'zh-CN': `不接受关键字 '${keyword}'：${reason['zh-CN']}`,
    }
    return { pointer, rule: 'keyword', problem }
  }
  const expected = expectedNames(keyword, VALUE_SCHEMA_KEYWORDS)
  const shown = shownValue(keyword)
  const problem = {
    en: `unknown keyword ${shown}; ${expected.en}`,
    'zh-CN': `未知的关键字 ${shown}；${expected['zh-CN']}`,
  }
  return { pointer, rule: 'keyword', problem }
}

function notAName({ pointer }: Place): ModelProblem {
  const problem = { en: "no property can be called '__proto__'", 'zh-CN': "属性不能命名为 '__proto__'" }
  return { pointer, rule: 'reservedName', problem }
}

function emptyEnum({ pointer }: Place): ModelProblem {
  const problem = { en: 'no value would be allowed: list at least one', 'zh-CN': '没有任何值可用：至少列出一个' }
  return { pointer, rule: 'minItems', problem }
}

function notASchema({ pointer }: Place, node: JsonValue): ModelProblem {
  const problem = { en: `${shownValue(node)} is not a schema`, 'zh-CN': `${shownValue(node)} 不是模式` }
  return { pointer, rule: 'type', problem }
}

function tooLarge({ pointer }: Place): ModelProblem {
  const problem = {
    en: `the schema is too large: at most ${MAX_DEPTH} levels and ${MAX_NODES} parts are allowed`,
    'zh-CN': `模式过大：最多 ${MAX_DEPTH} 层、${MAX_NODES} 个部分`,
  }
  return { pointer, rule: 'size', problem }
}

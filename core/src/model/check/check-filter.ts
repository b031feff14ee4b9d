import type { EntitySchema, FieldSchema } from '@tenon/sdk/contract/entity-schema'
import { isPlaceholder } from '@tenon/sdk/contract/filter-placeholder'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { LocalizedText } from '@tenon/sdk/contract/locale'
import { FILTER_LIMITS, type Filter, type FilterCondition, type FilterOperator } from '@tenon/sdk/contract/query'
import type { CommonField } from '@tenon/sdk/contract/record'
import { valueField } from '@tenon/sdk/contract/value-field'
import { sql } from 'kysely'
import { COMMON_FIELD_KINDS, COMMON_FIELD_OPERATORS, compareCommon, PIPELINE_FIELDS } from '../common-fields.ts'
import { compareValue } from '../compare-value.ts'
import { expectedNames } from '../expected-names.ts'
import { FIELD_TYPE_TABLE } from '../field-types/field-type-table.ts'
import { shownValue } from '../field-types/shown-value.ts'
import { findTextProblem } from '../find-text-problem.ts'
import { checkPlaceholder, commonStanding, type PlaceholderPlace, type Standing, standingOf } from '../standing.ts'
import type { ModelProblem } from './model-problem.ts'

/** Whose records are filtered. */
export interface FilterSubject {
  properties: EntitySchema['properties']
  hasPipeline: boolean
}

/** What a filter needs to know of one field. */
interface ComparedField {
  operators: readonly FilterOperator[]
  sortable: boolean
  /** What placeholders can stand for. */
  standing: Standing | undefined
  compare(value: JsonValue): ReturnType<typeof compareCommon>
  /** What an operator of its type's own finds wrong with a value, null for nothing; undefined for operators of every type. */
  ownProblem(op: FilterOperator, value: JsonValue): LocalizedText | null | undefined
}

interface Place {
  pointer: string
  depth: number
  /** Shared by the whole tree. */
  budget: { conditions: number }
}

/** What is wrong with a well-formed filter of a view; it finds whatever reading by it would refuse. */
export function checkFilter(filter: Filter, subject: FilterSubject): ModelProblem[] {
  return checkNode(filter, subject, { pointer: '', depth: 1, budget: { conditions: 0 } })
}

function checkNode(node: Filter, subject: FilterSubject, place: Place): ModelProblem[] {
  const { pointer, depth, budget } = place
  if (depth > FILTER_LIMITS.depth) return [tooMuch(pointer)]
  const inner = (part: string) => ({ pointer: `${pointer}/${part}`, depth: depth + 1, budget })
  if ('and' in node) return node.and.flatMap((one, index) => checkNode(one, subject, inner(`and/${index}`)))
  if ('or' in node) return node.or.flatMap((one, index) => checkNode(one, subject, inner(`or/${index}`)))
  if ('not' in node) return checkNode(node.not, subject, inner('not'))
  budget.conditions += 1
  if (budget.conditions > FILTER_LIMITS.conditions) return [tooMuch(pointer)]
  return checkCondition(node, subject, pointer)
}

function checkCondition(condition: FilterCondition, subject: FilterSubject, pointer: string): ModelProblem[] {
  const field = comparedField(subject, condition.field)
  if (field === null) return [unknownFilterField(`${pointer}/field`, condition.field, subject)]
  if (!field.operators.includes(condition.op)) return [badOperator(pointer, condition, field)]
  const problem = valueProblem(condition, field)
  return problem === null ? [] : [{ pointer: `${pointer}/value`, rule: 'value', problem }]
}

/** The field of that name, declared or common; null where the entity has none. */
export function comparedField({ properties, hasPipeline }: FilterSubject, name: string): ComparedField | null {
  const schema = Object.hasOwn(properties, name) ? properties[name] : undefined
  if (schema !== undefined) return declaredField(schema)
  if (!Object.hasOwn(COMMON_FIELD_KINDS, name) || (PIPELINE_FIELDS.has(name) && !hasPipeline)) return null
  const kind = COMMON_FIELD_KINDS[name as CommonField]
  return {
    operators: COMMON_FIELD_OPERATORS[kind],
    sortable: true,
    standing: commonStanding(name as CommonField),
    compare: (value) => compareCommon(value, kind),
    ownProblem: () => undefined,
  }
}

function declaredField(schema: FieldSchema): ComparedField {
  const given = valueField(schema)
  const { operators, sortable, condition } = FIELD_TYPE_TABLE[given.fieldType]
  return {
    operators,
    sortable,
    standing: standingOf(given.fieldType),
    compare: (value) => compareValue(value, given),
    ownProblem: (op, value) => {
      const unsafe = findTextProblem(value)
      if (unsafe !== null) return unsafe.problem
      // The SQL that it makes is for nobody: what it says of the value is what reading would say.
      const made = condition?.(op, { left: sql`null`, alias: 'r', column: 'x', value, schema: given }) ?? null
      if (made === null) return undefined
      return 'problem' in made ? made.problem : null
    },
  }
}

function valueProblem({ op, value: given = null }: FilterCondition, field: ComparedField): LocalizedText | null {
  const { value, problem } = withoutPlaceholders(given, { standing: field.standing, inList: op === 'in' })
  if (problem !== null) return problem
  const own = field.ownProblem(op, value)
  if (own !== undefined) return own
  switch (op) {
    case 'isNull':
      return value === null || typeof value === 'boolean' ? null : EXPECTED_BOOLEAN
    case 'contains':
    case 'startsWith':
      return typeof value === 'string' && value.length <= FILTER_LIMITS.text && !value.includes('\0')
        ? null
        : EXPECTED_TEXT
    case 'in':
      return listProblem(value, field)
    case 'eq':
    case 'ne':
      return value === null ? null : oneProblem(value, field)
    default:
      return oneProblem(value, field)
  }
}

/** The value without what stands for others, which whoever asks fills in, or with some of its kind where nothing else is there. */
function withoutPlaceholders(
  given: JsonValue,
  place: PlaceholderPlace,
): { value: JsonValue; problem: LocalizedText | null } {
  const [all, isList] = Array.isArray(given) ? [given, true] : [[given], false]
  const values: JsonValue[] = []
  for (const one of all) {
    if (!isPlaceholder(one)) values.push(one)
    else {
      const found = checkPlaceholder(one, { ...place, inList: place.inList && isList })
      if ('problem' in found) return { value: null, problem: found.problem }
      values.push(sampleOf(place.standing))
    }
  }
  return { value: isList ? values : (values[0] ?? null), problem: null }
}

/** Whatever a placeholder may come to stand for. */
function sampleOf(standing: Standing | undefined): JsonValue {
  if (standing === 'day') return '2026-01-01'
  return standing === 'month' ? '2026-01' : '00000000-0000-4000-8000-000000000000'
}

function listProblem(value: JsonValue, field: ComparedField): LocalizedText | null {
  if (!Array.isArray(value) || value.length > FILTER_LIMITS.list) return EXPECTED_LIST
  for (const item of value) {
    const problem = item === null ? null : oneProblem(item, field)
    if (problem !== null) return problem
  }
  return null
}

function oneProblem(value: JsonValue, field: ComparedField): LocalizedText | null {
  const compared = field.compare(value)
  return 'problem' in compared ? compared.problem : null
}

const EXPECTED_BOOLEAN = { en: 'isNull takes true or false', 'zh-CN': 'isNull 的值应为 true 或 false' }
const EXPECTED_TEXT = {
  en: `a text of at most ${FILTER_LIMITS.text} characters is needed`,
  'zh-CN': `需要不超过 ${FILTER_LIMITS.text} 个字符的文本`,
}
const EXPECTED_LIST = {
  en: `'in' takes a list of at most ${FILTER_LIMITS.list} values`,
  'zh-CN': `in 需要一个列表，最多 ${FILTER_LIMITS.list} 个值`,
}
export function unknownFilterField(pointer: string, name: string, subject: FilterSubject): ModelProblem {
  const common = Object.keys(COMMON_FIELD_KINDS).filter((known) => comparedField(subject, known) !== null)
  const expected = expectedNames(name, [...Object.keys(subject.properties), ...common])
  const problem = {
    en: `there is no field ${shownValue(name)}; ${expected.en}`,
    'zh-CN': `没有字段 ${shownValue(name)}；${expected['zh-CN']}`,
  }
  return { pointer, rule: 'unknownField', problem }
}

function badOperator(pointer: string, { field, op }: FilterCondition, { operators }: ComparedField): ModelProblem {
  const allowed = operators.map((one) => `'${one}'`).join(', ')
  const problem = {
    en: `'${field}' cannot be filtered by '${op}'; expected one of ${allowed}`,
    'zh-CN': `字段 '${field}' 不能用 '${op}' 筛选；可用的有 ${allowed}`,
  }
  return { pointer: `${pointer}/op`, rule: 'operator', problem }
}

function tooMuch(pointer: string): ModelProblem {
  const problem = {
    en: `a filter has at most ${FILTER_LIMITS.depth} levels and ${FILTER_LIMITS.conditions} conditions`,
    'zh-CN': `筛选条件最多 ${FILTER_LIMITS.depth} 层、${FILTER_LIMITS.conditions} 个`,
  }
  return { pointer, rule: 'filterSize', problem }
}

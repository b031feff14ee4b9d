import type { FieldType } from '@tenon/sdk/contract/field-type'
import { isPlaceholder } from '@tenon/sdk/contract/filter-placeholder'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { FilterCondition, FilterOperator } from '@tenon/sdk/contract/query'
import type { MessageKey } from '../locales/catalog.ts'

/** What a condition's value is asked for with: nothing, one value, several, or a day that may move with the calendar. */
type ValueShape = 'none' | 'one' | 'several' | 'day'

/** An operator as a person chooses it. Several may stand for one of the API's: “is me” is `eq`. */
export interface ChoosableOperator {
  name: string
  op: FilterOperator
  words: MessageKey
  value: ValueShape
  /** Whether it holds where the API's operator does not. */
  isNegated?: true
  /** What the condition's value is where nothing is asked for. */
  fixed?: JsonValue
}

const one = (op: FilterOperator, words: MessageKey): ChoosableOperator => ({ name: op, op, words, value: 'one' })
const day = (op: FilterOperator, words: MessageKey): ChoosableOperator => ({ name: op, op, words, value: 'day' })
const several = (op: FilterOperator, words: MessageKey): ChoosableOperator => ({
  name: op,
  op,
  words,
  value: 'several',
})

const EMPTY: readonly ChoosableOperator[] = [
  { name: 'empty', op: 'isNull', words: 'opEmpty', value: 'none', fixed: true },
  { name: 'filled', op: 'isNull', words: 'opFilled', value: 'none', fixed: false },
]
const ME: JsonValue = { $actor: true }
const OF_MY_TEAM: JsonValue = [{ $team: true }]
const OF_MY_TEAMS: JsonValue = [{ $teams: true }]
const IS = one('eq', 'opIs')
const IS_NOT = one('ne', 'opIsNot')
const ANY_OF = several('in', 'opIsAnyOf')
const CONTAINS = one('contains', 'opContains')
const STARTS = one('startsWith', 'opStartsWith')

const TEXT = [CONTAINS, IS, IS_NOT, STARTS, ...EMPTY]
const LONG_TEXT = [CONTAINS, ...EMPTY]
const NUMBER = [
  IS,
  IS_NOT,
  one('gt', 'opMore'),
  one('gte', 'opAtLeast'),
  one('lt', 'opLess'),
  one('lte', 'opAtMost'),
  ...EMPTY,
]
const CHOICE = [IS, IS_NOT, ANY_OF, ...EMPTY]
const EQUALITY = [IS, IS_NOT, ...EMPTY]
const HAS_NONE: ChoosableOperator = { ...several('hasAny', 'opHasNone'), name: 'hasNone', isNegated: true }
const LIST = [several('hasAny', 'opHasAny'), several('hasAll', 'opHasAll'), HAS_NONE, ...EMPTY]
const TEXT_LIST = [CONTAINS, one('has', 'opHas'), ...EMPTY]
const DATE = [
  day('eq', 'opOn'),
  day('lt', 'opBefore'),
  day('lte', 'opOnOrBefore'),
  day('gt', 'opAfter'),
  day('gte', 'opOnOrAfter'),
  ...EMPTY,
]
/** A day alone stands for its beginning, so that these two say what they mean. */
const MOMENT = [day('lt', 'opBefore'), day('gte', 'opOnOrAfter'), ...EMPTY]
const PERSON = [
  { name: 'me', op: 'eq', words: 'opIsMe', value: 'none', fixed: ME },
  { name: 'notMe', op: 'ne', words: 'opIsNotMe', value: 'none', fixed: ME },
  { name: 'myTeam', op: 'in', words: 'opOfMyTeam', value: 'none', fixed: OF_MY_TEAM },
  { name: 'myTeams', op: 'in', words: 'opOfMyTeams', value: 'none', fixed: OF_MY_TEAMS },
  ...CHOICE,
] as const satisfies readonly ChoosableOperator[]
const TEAM = [
  { name: 'myTeam', op: 'eq', words: 'opIsMyTeam', value: 'none', fixed: { $team: true } },
  { name: 'myTeams', op: 'in', words: 'opIsMyTeams', value: 'none', fixed: OF_MY_TEAMS },
  ...EQUALITY,
] as const satisfies readonly ChoosableOperator[]
const YES_NO = [
  { name: 'yes', op: 'eq', words: 'opIsYes', value: 'none', fixed: true },
  { name: 'no', op: 'eq', words: 'opIsNo', value: 'none', fixed: false },
  ...EMPTY,
] as const satisfies readonly ChoosableOperator[]
const TIME = [one('lt', 'opBefore'), one('gte', 'opAtOrAfter'), IS, ...EMPTY]

const OPERATORS: Readonly<Record<FieldType, readonly ChoosableOperator[]>> = {
  ...{ text: TEXT, email: TEXT, phone: TEXT, url: TEXT, slug: TEXT, barcode: TEXT, sequence: TEXT },
  ...{ longText: LONG_TEXT, richText: LONG_TEXT, code: LONG_TEXT, address: LONG_TEXT, objectList: LONG_TEXT },
  ...{ file: LONG_TEXT, image: LONG_TEXT, json: EMPTY, geoPoint: EMPTY, geoShape: EMPTY },
  ...{ emails: TEXT_LIST, phones: TEXT_LIST, urls: TEXT_LIST, tags: TEXT_LIST },
  ...{ integer: NUMBER, decimal: NUMBER, percent: NUMBER, money: NUMBER, rating: NUMBER, progress: NUMBER },
  ...{ duration: NUMBER, yearMonth: TIME, time: TIME, date: DATE, dateTime: MOMENT },
  dateRange: [day('covers', 'opCovers'), ...EMPTY],
  ...{ boolean: YES_NO, choice: CHOICE, country: EQUALITY, color: EQUALITY, icon: EQUALITY, uuid: EQUALITY },
  ...{ reference: CHOICE, team: TEAM, anyReference: EQUALITY, user: PERSON },
  ...{ multiChoice: LIST, multiReference: LIST, users: LIST },
  personName: [CONTAINS, STARTS, ...EMPTY],
}

/** Operators of fields of a type, the one that is wanted most first. */
export function operatorsOf(fieldType: FieldType): readonly ChoosableOperator[] {
  return OPERATORS[fieldType]
}

/** How a condition was chosen, or what is within its `not`; undefined for one that can be sent but not chosen. */
export function operatorOf(
  fieldType: FieldType,
  { op, value }: FilterCondition,
  isNegated = false,
): ChoosableOperator | undefined {
  const fitting = OPERATORS[fieldType].filter(
    (operator) => operator.op === op && (operator.isNegated ?? false) === isNegated,
  )
  const given = op === 'isNull' && (value === undefined || value === null) ? true : value
  const fixed = fitting.find((operator) => operator.fixed !== undefined && isSame(operator.fixed, given))
  return fixed ?? fitting.find((operator) => operator.fixed === undefined && fits(operator, given))
}

function isSame(fixed: JsonValue, value: JsonValue | undefined): boolean {
  return JSON.stringify(fixed) === JSON.stringify(value)
}

function fits({ value: shape }: ChoosableOperator, value: JsonValue | undefined): boolean {
  if (shape === 'several') return Array.isArray(value) && !value.some(isPlaceholder)
  if (value === undefined || value === null || Array.isArray(value)) return false
  return shape === 'day' || !isPlaceholder(value)
}

import { readPlaceholder } from '@tenon/sdk/contract/filter-placeholder'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { listIn } from '@tenon/sdk/contract/list-in'
import type { ChildCondition, FilterCondition, RecordFilter } from '@tenon/sdk/contract/query'
import type { ValueField } from '@tenon/sdk/contract/value-field'
import { formatValue } from '@tenon/web-components/value/format-value'
import { translate } from '../locales/translate.ts'
import { COUNT_WORDS } from './count-words.ts'
import { dayWords } from './day-words.ts'
import { childEntity, childLabel, type FilterEntity, fieldAt, pathLabel, tagsEntity } from './filter-fields.ts'
import { type ChoosableOperator, operatorOf } from './filter-operators.ts'

export interface FilterSpeaker extends FilterEntity {
  /** Id → what records are called that the filter's values name. */
  labels: Record<string, string>
}

/** A filter in words for a person: “Amount is at least 100”, “any of: Stage is Won, Account › Region is East”. */
export function filterWords(filter: RecordFilter, speaker: FilterSpeaker): string {
  const { locale } = speaker
  if ('and' in filter) return groupWords('filterAllOf', filter.and, speaker)
  if ('or' in filter) return groupWords('filterAnyOf', filter.or, speaker)
  if ('not' in filter) {
    const { not } = filter
    const negated = 'op' in not ? negatedWords(not, speaker) : null
    if (negated !== null) return negated
    return groupWords('filterNoneOf', 'or' in not ? not.or : [not], speaker)
  }
  if ('children' in filter) return childWords(filter, speaker)
  const label = pathLabel(speaker, filter.field)
  const field = fieldAt(speaker, filter.field)
  if (label === null || field === null) return translate(locale, 'filterFieldGone', { field: filter.field })
  const operator = operatorOf(field.fieldType, filter)
  return `${label} ${conditionWords(filter, field, { ...speaker, operator })}`.trim()
}

/** “Tags has none of VIP”; null for what is not said so. */
function negatedWords(filter: FilterCondition, speaker: FilterSpeaker): string | null {
  const field = fieldAt(speaker, filter.field)
  const operator = field === null ? undefined : operatorOf(field.fieldType, filter, true)
  const label = pathLabel(speaker, filter.field)
  if (field === null || operator === undefined || label === null) return null
  return `${label} ${conditionWords(filter, field, { ...speaker, operator })}`
}

function groupWords(
  key: 'filterAllOf' | 'filterAnyOf' | 'filterNoneOf',
  parts: readonly RecordFilter[],
  speaker: FilterSpeaker,
): string {
  const [only] = parts
  if (parts.length === 1 && only && key !== 'filterNoneOf') return filterWords(only, speaker)
  const inner = parts.map((part) =>
    'and' in part || 'or' in part ? `(${filterWords(part, speaker)})` : filterWords(part, speaker),
  )
  return translate(speaker.locale, key, { parts: inner.join(speaker.locale === 'zh-CN' ? '；' : '; ') })
}

interface ConditionSpeaker extends FilterSpeaker {
  operator: ChoosableOperator | undefined
}

function conditionWords(condition: FilterCondition, field: ValueField, speaker: ConditionSpeaker): string {
  const { locale, operator, labels } = speaker
  if (operator === undefined) return translate(locale, 'opOther')
  const isTags = tagsEntity(speaker, condition.field) !== null
  const say = (value: JsonValue) => (isTags ? tagWords(value, { locale, labels }) : valueWords(value, field, speaker))
  const value = operator.value === 'none' ? '' : say(condition.value ?? null)
  return translate(locale, operator.words, { value })
}

/** What they are called comes with the labels. */
function tagWords(value: JsonValue, { locale, labels }: Pick<FilterSpeaker, 'locale' | 'labels'>): string {
  const ids = Array.isArray(value) ? value.map(String) : []
  return listIn(
    ids.map((id) => labels[id] ?? '…'),
    locale,
  )
}

function valueWords(value: JsonValue, field: ValueField, speaker: FilterSpeaker): string {
  const { locale, model, labels } = speaker
  if (Array.isArray(value)) {
    return listIn(
      value.map((one) => valueWords(one, field, speaker)),
      locale,
    )
  }
  const placeholder = readPlaceholder(value)
  if (placeholder !== null)
    return 'offset' in placeholder ? dayWords(placeholder, locale) : translate(locale, PEOPLE_WORDS[placeholder.name])
  const plain = ACTOR_PREFIX.test(String(value)) ? String(value).replace(ACTOR_PREFIX, '') : value
  return formatValue(plain, singular(field), { locale, model, labels })
}

const PEOPLE_WORDS = { $actor: 'filterMe', $team: 'filterMyTeam', $teams: 'filterMyTeams' } as const
const ACTOR_PREFIX = /^user:(?=[0-9a-f-]{36}$)/

/** Money is compared by its amount, and lists by what is in them. */
function singular(field: ValueField): ValueField {
  const { fieldType } = field
  if (fieldType === 'money') return { ...field, fieldType: 'decimal', scale: 0 }
  if (fieldType === 'multiChoice') return { ...field, fieldType: 'choice' }
  if (fieldType === 'multiReference') return { ...field, fieldType: 'reference' }
  if (fieldType === 'users') return { ...field, fieldType: 'user' }
  if (fieldType === 'dateTime' || fieldType === 'dateRange') return { ...field, fieldType: 'date' }
  const isText = [
    'personName',
    'address',
    'objectList',
    'file',
    'image',
    'emails',
    'phones',
    'urls',
    'tags',
    'richText',
  ]
  return isText.includes(fieldType) ? { ...field, fieldType: 'text' } : field
}

function childWords(filter: ChildCondition, speaker: FilterSpeaker): string {
  const { locale } = speaker
  const label = childLabel(speaker, filter.children)
  const entity = childEntity(speaker, filter.children)
  if (label === null || entity === null) return translate(locale, 'filterFieldGone', { field: filter.children })
  const inner = { ...speaker, entity }
  const ofThem = (where: RecordFilter) => ('and' in where && where.and.length === 0 ? '' : filterWords(where, inner))
  const said = (key: Parameters<typeof translate>[1], where: RecordFilter | undefined, more = {}) => {
    const words = where === undefined ? '' : ofThem(where)
    const those = words === '' ? label : translate(locale, 'filterThoseWhere', { label, words })
    return translate(locale, key, { children: those, ...more })
  }
  if ('any' in filter) return said('filterSomeChild', filter.any)
  if ('none' in filter) return said('filterNoChild', filter.none)
  if ('all' in filter) return translate(locale, 'filterEveryChild', { children: label, words: ofThem(filter.all) })
  return said('filterChildCount', filter.where, { count: countWords(filter.count, speaker) })
}

function countWords({ op, value }: { op: keyof typeof COUNT_WORDS; value: number }, { locale }: FilterSpeaker): string {
  return translate(locale, COUNT_WORDS[op] ?? 'opIs', { value })
}

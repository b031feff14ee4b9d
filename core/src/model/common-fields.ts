import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { LocalizedText } from '@tenon/sdk/contract/locale'
import type { FilterOperator } from '@tenon/sdk/contract/query'
import type { CommonField } from '@tenon/sdk/contract/record'
import { comparePointInTime } from './field-types/date-types.ts'
import { accept, type Normalised, refuse } from './field-types/field-type-definition.ts'
import { normaliseId } from './field-types/reference-types.ts'
import { shownValue } from './field-types/shown-value.ts'

export type CommonFieldKind = 'id' | 'text' | 'number' | 'time'

export const COMMON_FIELD_KINDS: Readonly<Record<CommonField, CommonFieldKind>> = {
  id: 'id',
  version: 'number',
  createdAt: 'time',
  createdBy: 'text',
  updatedAt: 'time',
  updatedBy: 'text',
  ownerId: 'id',
  deletedAt: 'time',
  pipeline: 'text',
  stage: 'text',
  stageEnteredAt: 'time',
  stageDueAt: 'time',
  stageStaleAt: 'time',
}

/** Fields that only records of an entity with a pipeline have. */
export const PIPELINE_FIELDS: ReadonlySet<string> = new Set([
  'pipeline',
  'stage',
  'stageEnteredAt',
  'stageDueAt',
  'stageStaleAt',
])

const EQUALITY = ['eq', 'ne', 'in', 'isNull'] as const
const ORDER = ['eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'in', 'isNull'] as const

export const COMMON_FIELD_OPERATORS: Readonly<Record<CommonFieldKind, readonly FilterOperator[]>> = {
  id: EQUALITY,
  text: EQUALITY,
  number: ORDER,
  time: ORDER,
}

const EXPECTED: Readonly<Record<CommonFieldKind, LocalizedText>> = {
  id: { en: 'a UUID', 'zh-CN': 'UUID' },
  text: { en: 'a text of at most 1,000 characters', 'zh-CN': '不超过 1000 个字符的文本' },
  number: { en: 'a whole number', 'zh-CN': '整数' },
  time: { en: 'a time such as 2026-03-31T08:00:00Z, or a day', 'zh-CN': '时间（例如 2026-03-31T08:00:00Z）或日期' },
}

/** A filter's value in the form in which a field of this kind is compared. */
export function compareCommon(value: JsonValue, kind: CommonFieldKind): Normalised {
  if (kind === 'text' && typeof value === 'string' && value.length <= 1000 && !value.includes('\0'))
    return accept(value)
  if (kind === 'number' && Number.isInteger(value) && Math.abs(Number(value)) < 2 ** 31) return accept(Number(value))
  const parsed = kind === 'id' ? normaliseId(value) : kind === 'time' ? comparePointInTime(value) : null
  if (parsed !== null && 'value' in parsed && typeof parsed.value === 'string') return parsed
  return refuse('value', {
    en: `${shownValue(value)} cannot be compared with it: expected ${EXPECTED[kind].en}`,
    'zh-CN': `不能与 ${shownValue(value)} 比较，应为${EXPECTED[kind]['zh-CN']}`,
  })
}

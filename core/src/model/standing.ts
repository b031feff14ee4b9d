import type { FieldType } from '@tenon/sdk/contract/field-type'
import {
  FILTER_PLACEHOLDERS,
  type FilterPlaceholder,
  isOfPeople,
  PLACEHOLDER_LIMITS,
  type Placeholder,
  readPlaceholder,
} from '@tenon/sdk/contract/filter-placeholder'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { LocalizedText } from '@tenon/sdk/contract/locale'
import type { CommonField } from '@tenon/sdk/contract/record'
import { COMMON_FIELD_KINDS } from './common-fields.ts'
import { expectedNames } from './expected-names.ts'
import { shownValue } from './field-types/shown-value.ts'

/**
 * What placeholders can stand for in filters over a field: the id of a person, ids of several, whoever acted (`user:0190…`), the
 * id of a team, a day, a month. Over other fields there are none.
 */
export type Standing = 'person' | 'people' | 'author' | 'team' | 'day' | 'month'

const BY_TYPE: Partial<Record<FieldType, Standing>> = {
  ...{ user: 'person', users: 'people', team: 'team' },
  ...{ date: 'day', dateTime: 'day', dateRange: 'day', yearMonth: 'month' },
}

export function standingOf(type: FieldType): Standing | undefined {
  return BY_TYPE[type]
}

export function commonStanding(name: CommonField): Standing | undefined {
  if (name === 'ownerId') return 'person'
  if (name === 'createdBy' || name === 'updatedBy') return 'author'
  return COMMON_FIELD_KINDS[name] === 'time' ? 'day' : undefined
}

/** Where a placeholder stands: over which kind of field, and whether in a list that may hold several. */
export interface PlaceholderPlace {
  standing: Standing | undefined
  inList: boolean
}

export type CheckedPlaceholder = { placeholder: Placeholder } | { problem: LocalizedText }

/** A placeholder that is known, well-formed and stands where it can; else what is wrong with it. */
export function checkPlaceholder(value: JsonValue, { standing, inList }: PlaceholderPlace): CheckedPlaceholder {
  const placeholder = readPlaceholder(value)
  if (placeholder === null) return { problem: malformed(value) }
  const { name } = placeholder
  if (!fits(name, standing)) return { problem: isOfPeople(name) ? noPlace(name) : noDay(name) }
  if (isSeveral(name, standing) && !inList) return { problem: onlyInList(name) }
  return { placeholder }
}

/** Whether it stands for several values: people in teams, and a team with those below. */
export function isSeveral(name: FilterPlaceholder, standing: Standing | undefined): boolean {
  return name === '$teams' || (name === '$team' && standing !== 'team')
}

function fits(name: FilterPlaceholder, standing: Standing | undefined): boolean {
  if (name === '$actor') return standing === 'person' || standing === 'people' || standing === 'author'
  if (isOfPeople(name)) return standing === 'person' || standing === 'author' || standing === 'team'
  return standing === 'day' || standing === 'month'
}

function malformed(value: JsonValue): LocalizedText {
  const names = typeof value === 'object' && value !== null ? Object.keys(value) : []
  const name = names.find((one) => one.startsWith('$')) ?? ''
  const known = FILTER_PLACEHOLDERS.find((one) => one === name)
  if (known === undefined) {
    const expected = expectedNames(name, FILTER_PLACEHOLDERS)
    return {
      en: `${shownValue(name)} stands for nothing; ${expected.en}`,
      'zh-CN': `${shownValue(name)} 不是占位符；${expected['zh-CN']}`,
    }
  }
  if (isOfPeople(known)) return { en: `write { "${known}": true }`, 'zh-CN': `请写成 { "${known}": true }` }
  const most = PLACEHOLDER_LIMITS[known]
  return {
    en: `'${known}' takes a whole number from ${-most} to ${most}, such as { "${known}": 0 }, and nothing beside it`,
    'zh-CN': `'${known}' 的值应为 ${-most} 到 ${most} 的整数，例如 { "${known}": 0 }，且不能带其他内容`,
  }
}

function noPlace(name: FilterPlaceholder): LocalizedText {
  if (name === '$actor')
    return {
      en: '{ "$actor": true } stands for a person; only ownerId and fields of type user, users, and createdBy and updatedBy hold one',
      'zh-CN': '{ "$actor": true } 代表当前用户，只能用于 ownerId、createdBy、updatedBy 以及 user、users 类型的字段',
    }
  return {
    en: `{ "${name}": true } stands for a team or the people in it; only fields of type team and user, ownerId, createdBy and updatedBy hold one`,
    'zh-CN': `{ "${name}": true } 代表团队或其成员，只能用于 ownerId、createdBy、updatedBy 以及 team、user 类型的字段`,
  }
}

function noDay(name: FilterPlaceholder): LocalizedText {
  return {
    en: `{ "${name}": … } stands for a day; only fields of days, times, ranges of days and months hold one`,
    'zh-CN': `{ "${name}": … } 代表日期，只能用于日期、时间、日期范围和年月字段`,
  }
}

function onlyInList(name: FilterPlaceholder): LocalizedText {
  return {
    en: `{ "${name}": true } stands for several here: put it into the list of 'in'`,
    'zh-CN': `{ "${name}": true } 在此代表多个值：请放入 in 的列表中`,
  }
}

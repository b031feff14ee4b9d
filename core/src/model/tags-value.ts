import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { TAG_LIMITS } from '@tenon/sdk/contract/tags-api'
import { accept, type Normalised, refuse } from './field-types/field-type-definition.ts'
import { comparedList, listEntry, normaliseList } from './field-types/list-field.ts'
import { normaliseId } from './field-types/reference-types.ts'
import { shownValue } from './field-types/shown-value.ts'

const ENTRIES = { item: normaliseId }
const ANY: FieldSchema = { fieldType: 'users', label: { en: '' } }
const list = normaliseList(ENTRIES)
const entry = listEntry(ENTRIES)

/** The tags of a record in their stored form: ids, none of them twice; null for none. That they exist is the store's matter. */
export function normaliseTags(value: JsonValue): Normalised {
  if (value === null) return accept(null)
  if (!Array.isArray(value)) {
    return refuse('type', {
      en: `${shownValue(value)} is not a list of ids of tags`,
      'zh-CN': `${shownValue(value)} 不是标签编号的列表`,
    })
  }
  const normalised = list(value, ANY)
  const { perRecord } = TAG_LIMITS
  if (!('value' in normalised) || !Array.isArray(normalised.value) || normalised.value.length <= perRecord)
    return normalised
  return refuse('maxItems', {
    en: `a record has at most ${perRecord} tags`,
    'zh-CN': `每条记录最多有 ${perRecord} 个标签`,
  })
}

/** The ids that a filter compares a record's tags with. */
export function comparedTags(op: 'has' | 'hasAny' | 'hasAll', value: JsonValue): Normalised {
  if (op !== 'has') return comparedList(value, ANY, entry)
  const one = entry(value, ANY)
  return 'value' in one ? accept([one.value]) : one
}

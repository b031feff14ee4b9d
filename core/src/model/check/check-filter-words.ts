import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import type { Filter, FilterCondition } from '@tenon/sdk/contract/query'
import { valueField } from '@tenon/sdk/contract/value-field'
import { expectedNames } from '../expected-names.ts'
import { shownValue } from '../field-types/shown-value.ts'
import type { ModelProblem } from './model-problem.ts'

/**
 * Options, stages and pipelines that a filter names and the model does not have. Reading takes them and finds nothing,
 * so this is for authors: an option that an admin takes away later must not stand in anybody's way.
 */
export function checkFilterWords(filter: Filter, entity: string, document: ModelDocument): ModelProblem[] {
  return conditionsOf(filter, '').flatMap(({ condition, pointer }) => {
    const known = knownWords(condition.field, entity, document)
    if (known === null || !['eq', 'ne', 'in', 'has'].includes(condition.op)) return []
    return wordsOf(condition.value)
      .filter(({ word }) => !known.includes(word))
      .map(({ word, at }) => unknownWord(`${pointer}/value${at}`, word, known))
  })
}

function conditionsOf(filter: Filter, pointer: string): Array<{ condition: FilterCondition; pointer: string }> {
  if ('and' in filter) return filter.and.flatMap((one, index) => conditionsOf(one, `${pointer}/and/${index}`))
  if ('or' in filter) return filter.or.flatMap((one, index) => conditionsOf(one, `${pointer}/or/${index}`))
  if ('not' in filter) return conditionsOf(filter.not, `${pointer}/not`)
  return [{ condition: filter, pointer }]
}

/** Null for a field that takes any value. */
function knownWords(field: string, entity: string, { entities, pipelines }: ModelDocument): string[] | null {
  const own = Object.values(pipelines).filter((pipeline) => pipeline.entity === entity)
  if (field === 'pipeline') return own.map(({ name }) => name)
  if (field === 'stage') return [...new Set(own.flatMap(({ stages }) => stages.map(({ name }) => name)))]
  const declared = entities[entity]?.properties[field]
  return declared === undefined ? null : optionsOf(declared)
}

function optionsOf(field: FieldSchema): string[] | null {
  return valueField(field).options?.map(({ value }) => value) ?? null
}

function wordsOf(value: JsonValue | undefined): Array<{ word: string; at: string }> {
  const items = Array.isArray(value)
    ? value.map((item, index) => ({ item, at: `/${index}` }))
    : [{ item: value, at: '' }]
  return items.flatMap(({ item, at }) => (typeof item === 'string' ? [{ word: item, at }] : []))
}

function unknownWord(pointer: string, word: string, known: string[]): ModelProblem {
  const expected = expectedNames(word, known)
  const problem = {
    en: `there is no ${shownValue(word)}; ${expected.en}`,
    'zh-CN': `没有 ${shownValue(word)}；${expected['zh-CN']}`,
  }
  return { pointer, rule: 'enum', problem }
}

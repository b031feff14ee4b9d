import type { DuplicateRule, EntitySchema, FieldSchema, MatchKind } from '@tenon/sdk/contract/entity-schema'
import { isDerivedType } from '@tenon/sdk/contract/value-field'
import type { ModelProblem } from './model-problem.ts'
import { unknownField } from './unknown-fields.ts'

type Properties = EntitySchema['properties']

const TYPES: Readonly<Record<MatchKind, readonly FieldSchema['fieldType'][]>> = {
  email: ['email', 'text'],
  phone: ['phone'],
  exact: ['text', 'email', 'phone', 'url', 'choice', 'sequence', 'slug', 'barcode', 'reference', 'user'],
  name: ['text', 'personName'],
  address: ['address'],
}

/** What is wrong with the rules by which records are taken for the same thing. */
export function checkDuplicateRules(rules: DuplicateRule[] | undefined, known: Properties): ModelProblem[] {
  const names = (rules ?? []).map(({ name }) => name)
  return (rules ?? []).flatMap((rule, index) => [
    ...rule.match.flatMap((one, at) => checkMatch(one, `/duplicates/${index}/match/${at}`, known)),
    ...(names.indexOf(rule.name) === index ? [] : [twice(rule.name, index)]),
    ...(rule.onWrite === 'refuse' && rule.match.every(({ by }) => by === 'name') ? [onlyAlike(index)] : []),
  ])
}

function checkMatch({ field: name, by }: DuplicateRule['match'][number], pointer: string, known: Properties) {
  const unknown = unknownField(`${pointer}/field`, name, known)
  const field = Object.hasOwn(known, name) ? known[name] : undefined
  if (unknown !== null || field === undefined) return unknown === null ? [] : [unknown]
  if (isDerivedType(field.fieldType) || !TYPES[by].includes(field.fieldType))
    return [wrongType(name, by, { field, pointer })]
  if (field.sensitive === true) return [sensitive(name, pointer)]
  return by === 'name' && field.searchable !== true && field.indexed !== true ? [notSearched(name, pointer)] : []
}

function wrongType(
  name: string,
  by: MatchKind,
  { field, pointer }: { field: FieldSchema; pointer: string },
): ModelProblem {
  const types = TYPES[by].map((type) => `'${type}'`).join(', ')
  const problem = {
    en: `'${name}', a field of type '${field.fieldType}', cannot be compared by '${by}'; that takes one of the types ${types}`,
    'zh-CN': `'${name}' 的类型为 '${field.fieldType}'，不能按 '${by}' 比较；可用类型：${types}`,
  }
  return { pointer: `${pointer}/by`, rule: 'fieldType', problem }
}

function sensitive(name: string, pointer: string): ModelProblem {
  const problem = {
    en: `'${name}' is sensitive: what is found by it would tell its values`,
    'zh-CN': `'${name}' 是敏感字段：按其查重会泄露其值`,
  }
  return { pointer: `${pointer}/field`, rule: 'sensitive', problem }
}

function notSearched(name: string, pointer: string): ModelProblem {
  const problem = {
    en: `similar names are found by the search index: make '${name}' searchable or indexed`,
    'zh-CN': `相似名称通过搜索索引查找：请将 '${name}' 设为可搜索或建立索引`,
  }
  return { pointer: `${pointer}/field`, rule: 'searchable', problem }
}

function onlyAlike(index: number): ModelProblem {
  const problem = {
    en: "a similar name alone is no reason to refuse a record: use 'warn', or match another field too",
    'zh-CN': "不能仅因名称相似而拒绝记录：请使用 'warn'，或同时匹配其他字段",
  }
  return { pointer: `/duplicates/${index}/onWrite`, rule: 'onWrite', problem }
}

function twice(name: string, index: number): ModelProblem {
  const problem = { en: `there are two rules called '${name}'`, 'zh-CN': `有两条规则都名为 '${name}'` }
  return { pointer: `/duplicates/${index}/name`, rule: 'duplicate', problem }
}

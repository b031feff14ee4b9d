import type { EntitySchema, FieldSchema, RollupSchema } from '@tenon/sdk/contract/entity-schema'
import type { GroupKey } from '@tenon/sdk/contract/group-records'
import type { ModelDocument, ModelEntity } from '@tenon/sdk/contract/model-document'
import { COMMON_FIELDS } from '@tenon/sdk/contract/record'
import { isDerivedType } from '@tenon/sdk/contract/value-field'
import { COMMON_FIELD_KINDS, PIPELINE_FIELDS } from '../common-fields.ts'
import { shownValue } from '../field-types/shown-value.ts'
import { COMMON_GROUP_KEYS, PLAIN_GROUP_KEYS } from '../plain-group-keys.ts'
import { SUMMARY_USES } from '../summary-uses.ts'
import type { ModelProblem } from './model-problem.ts'
import { unknownField } from './unknown-fields.ts'

type Properties = EntitySchema['properties']
type Place = { name: string; pointer: string }

/** Values that people write themselves, and by which they can be told. */
const FREE_TEXTS: ReadonlySet<string> = new Set(['text', 'slug', 'barcode'])

/** What is wrong with the figures that are to be kept ready. */
export function checkRollups(rollups: RollupSchema[] | undefined, known: Properties): ModelProblem[] {
  const names = (rollups ?? []).map(({ name }) => name)
  return (rollups ?? []).flatMap(({ name, groupBy, sums = [] }, index) => [
    ...(names.indexOf(name) === index ? [] : [twice(`/rollups/${index}/name`, name)]),
    ...groupBy.flatMap((key, at) => checkKey(keyOf(key), `/rollups/${index}/groupBy/${at}`, known)),
    ...sameKeys(groupBy.map(keyOf), `/rollups/${index}/groupBy`),
    ...sums.flatMap((field, at) => checkSum({ name: field, pointer: `/rollups/${index}/sums/${at}` }, known)),
  ])
}

/** Only records of an entity with a pipeline have a stage, and times of it. */
export function checkRollupStages({ name, rollups = [] }: ModelEntity, { pipelines }: ModelDocument): ModelProblem[] {
  if (Object.values(pipelines).some(({ entity }) => entity === name)) return []
  return rollups.flatMap(({ groupBy }, index) =>
    groupBy.flatMap((key, at): ModelProblem[] => {
      const { field } = keyOf(key)
      if (!PIPELINE_FIELDS.has(field)) return []
      const problem = {
        en: `records of '${name}' have no '${field}': no pipeline is for them`,
        'zh-CN': `'${name}' 的记录没有 '${field}'：没有用于它的流程`,
      }
      return [{ pointer: `/rollups/${index}/groupBy/${at}`, rule: 'unknownField', problem }]
    }),
  )
}

function keyOf(key: string | GroupKey): GroupKey {
  return typeof key === 'string' ? { field: key } : key
}

function checkKey({ field: name, per }: GroupKey, pointer: string, known: Properties): ModelProblem[] {
  if (name.includes('.')) return [path({ name, pointer })]
  if (!Object.hasOwn(known, name) && COMMON_FIELDS.some((common) => common === name)) {
    const isTime = COMMON_FIELD_KINDS[name as 'id'] === 'time' && name !== 'deletedAt'
    if (isTime) return per === undefined ? [noPeriod({ name, pointer })] : []
    return per === undefined && COMMON_GROUP_KEYS.has(name) ? [] : [noKey({ name, pointer })]
  }
  const found = storedField({ name, pointer }, known)
  if ('problem' in found) return [found]
  const { fieldType: type } = found
  if (isDerivedType(type)) return []
  if (type === 'dateTime') return per === undefined ? [noPeriod({ name, pointer })] : []
  if (per !== undefined) return type === 'date' ? [] : [noTime({ name, pointer })]
  if (found.personal === true && FREE_TEXTS.has(type)) return [personal({ name, pointer })]
  return PLAIN_GROUP_KEYS.has(type) || SUMMARY_USES[type].group ? [] : [noKey({ name, pointer })]
}

function checkSum(place: Place, known: Properties): ModelProblem[] {
  const found = storedField(place, known)
  if ('problem' in found) return [found]
  if (isDerivedType(found.fieldType) || SUMMARY_USES[found.fieldType].sum) return []
  const { name, pointer } = place
  const problem = {
    en: `'${name}', a field of type '${found.fieldType}', has no numbers to add up`,
    'zh-CN': `'${name}' 的类型为 '${found.fieldType}'，没有可求和的数值`,
  }
  return [{ pointer, rule: 'fieldType', problem }]
}

/** A field whose values everybody who sees it sees, and that a column holds. */
function storedField({ name, pointer }: Place, known: Properties): FieldSchema | ModelProblem {
  const unknown = unknownField(pointer, name, known)
  const field = Object.hasOwn(known, name) ? known[name] : undefined
  if (field === undefined) return unknown ?? noKey({ name, pointer })
  if (isDerivedType(field.fieldType)) return derived({ name, pointer })
  return field.sensitive === true ? sensitive({ name, pointer }) : field
}

function sameKeys(keys: readonly GroupKey[], pointer: string): ModelProblem[] {
  const told = keys.map(({ field, per }) => `${field} ${per ?? ''}`)
  return told.flatMap((one, at) => (told.indexOf(one) === at ? [] : [twice(`${pointer}/${at}`, keys[at]?.field ?? '')]))
}

function path({ name, pointer }: Place): ModelProblem {
  const problem = {
    en: `${shownValue(name)} leads to another record: figures are kept by fields of the record itself`,
    'zh-CN': `${shownValue(name)} 指向其他记录：汇总只能按记录自身的字段保存`,
  }
  return { pointer, rule: 'path', problem }
}

function derived({ name, pointer }: Place): ModelProblem {
  const problem = {
    en: `'${name}' is worked out when it is read, so nothing can be kept by it`,
    'zh-CN': `'${name}' 在读取时计算得出，不能用于保存的汇总`,
  }
  return { pointer, rule: 'derived', problem }
}

function sensitive({ name, pointer }: Place): ModelProblem {
  const problem = {
    en: `'${name}' is sensitive: figures that are kept of it would tell its values`,
    'zh-CN': `'${name}' 是敏感字段：保存其汇总会泄露其值`,
  }
  return { pointer, rule: 'sensitive', problem }
}

function personal({ name, pointer }: Place): ModelProblem {
  const problem = {
    en: `'${name}' tells of a person: a total per value would keep it beside the record`,
    'zh-CN': `'${name}' 是个人数据：按其值保存汇总会在记录之外留存它`,
  }
  return { pointer, rule: 'personal', problem }
}

function noKey({ name, pointer }: Place): ModelProblem {
  const problem = {
    en: `records cannot be grouped by '${name}'; choose a stage, a choice, a reference, a person, a team, yes/no, a number or a date`,
    'zh-CN': `不能按 '${name}' 分组；请选择阶段、选项、引用、人员、团队、是/否、整数或日期`,
  }
  return { pointer, rule: 'groupBy', problem }
}

function noPeriod({ name, pointer }: Place): ModelProblem {
  const problem = {
    en: `'${name}' is a time: say 'per' which period it is grouped`,
    'zh-CN': `'${name}' 是时间：请用 'per' 说明按何种周期分组`,
  }
  return { pointer, rule: 'groupBy', problem }
}

function noTime({ name, pointer }: Place): ModelProblem {
  const problem = {
    en: `'${name}' is no date or time, so it has no periods`,
    'zh-CN': `'${name}' 不是日期或时间，没有周期`,
  }
  return { pointer, rule: 'groupBy', problem }
}

function twice(pointer: string, name: string): ModelProblem {
  const problem = { en: `'${name}' is there twice`, 'zh-CN': `'${name}' 重复` }
  return { pointer, rule: 'duplicate', problem }
}

import { ROLLUP_AGGREGATES, type Rollup } from '../contract/entity-schema.ts'
import type { DerivationProblem } from './derivation.ts'
import { type Deriving, missing } from './deriving.ts'
import { entityIn, fieldIn } from './expression-model.ts'
import { nearestName } from './nearest-name.ts'

type Problem = Omit<DerivationProblem, 'entity' | 'field'>

/** What of a rollup does not fit the model, apart from its filter and the type of its field. */
export function rollupProblems(deriving: Deriving, rollup: Rollup): Problem[] {
  const { model } = deriving
  const child = entityIn(model, rollup.entity)
  if (child === undefined)
    return [unknown('/rollup/entity', { name: rollup.entity, known: Object.keys(model.entities) })]
  return [...referenceProblems(deriving, rollup), ...aggregateProblems(deriving, rollup)]
}

function referenceProblems({ model, entity }: Deriving, rollup: Rollup): Problem[] {
  const target = fieldIn(model, rollup.entity, rollup.reference)
  // A reference that is worked out has no index by which children could be found.
  if (target?.fieldType === 'reference' && target.reference?.entity === entity) return []
  const fields = Object.entries(entityIn(model, rollup.entity)?.properties ?? {})
  const known = fields
    .filter(([, { fieldType, reference }]) => fieldType === 'reference' && reference?.entity === entity)
    .map(([name]) => name)
  if (target?.fieldType === 'multiReference') return [namesSeveral(rollup)]
  const there = known.length === 0 ? { en: 'it has none', 'zh-CN': '没有可用的引用' } : listed(known)
  return [
    {
      pointer: '/rollup/reference',
      rule: 'noReference',
      message: {
        en: `'${rollup.reference}' is no reference of '${rollup.entity}' to '${entity}'; ${there.en}`,
        'zh-CN': `“${rollup.reference}”不是“${rollup.entity}”指向“${entity}”的引用；${there['zh-CN']}`,
      },
    },
  ]
}

function namesSeveral({ entity, reference }: Rollup): Problem {
  return {
    pointer: '/rollup/reference',
    rule: 'noReference',
    message: {
      en: `'${reference}' of '${entity}' names several records at once; only records that name one are counted or added up, so that nothing counts twice: use a field of type 'reference'`,
      'zh-CN': `“${entity}”的“${reference}”同时引用多条记录；为避免重复计算，只能汇总引用单条记录的记录：请使用“reference”类型的字段`,
    },
  }
}

function aggregateProblems({ schema, environment }: Deriving, rollup: Rollup): Problem[] {
  const { aggregate, field, entity } = rollup
  const counts = schema.fieldType === 'count' || aggregate === 'count'
  if (schema.fieldType === 'count' && aggregate !== undefined) return [IDLE_AGGREGATE]
  if (!counts && aggregate === undefined) return [{ ...missing('aggregate'), pointer: '/rollup' }]
  if (counts) return field === undefined ? [] : [IDLE_FIELD]
  if (field === undefined) return [{ ...missing('field'), pointer: '/rollup' }]
  const names = environment(entity)
  if (names.fieldType(entity, field) !== undefined) return []
  return [unknown('/rollup/field', { name: field, known: names.fieldNames(entity), entity })]
}

const IDLE_AGGREGATE: Problem = {
  pointer: '/rollup/aggregate',
  rule: 'keyword',
  message: {
    en: `a field of type 'count' counts; of ${ROLLUP_AGGREGATES.join(', ')} nothing is to be chosen`,
    'zh-CN': '类型为“count”的字段只计数，不需要聚合方式',
  },
}

const IDLE_FIELD: Problem = {
  pointer: '/rollup/field',
  rule: 'keyword',
  message: {
    en: 'records are counted, whatever their fields hold: leave this out, or say which ones count by a filter',
    'zh-CN': '计数与字段无关：请删除此项，或用筛选条件限定记录',
  },
}

function unknown(
  pointer: string,
  { name, known, entity }: { name: string; known: Iterable<string>; entity?: string },
): Problem {
  const near = nearestName(name, known)
  const hint = {
    en: near === null ? '' : `; did you mean '${near}'?`,
    'zh-CN': near === null ? '' : `，是否指“${near}”？`,
  }
  const message =
    entity === undefined
      ? { en: `there is no entity '${name}'${hint.en}`, 'zh-CN': `没有实体“${name}”${hint['zh-CN']}` }
      : {
          en: `'${entity}' has no field '${name}'${hint.en}`,
          'zh-CN': `“${entity}”没有字段“${name}”${hint['zh-CN']}`,
        }
  const rule = entity === undefined ? 'unknownEntity' : 'unknownField'
  return { pointer, rule, message, ...(near !== null && { suggestion: near }) }
}

function listed(names: readonly string[]) {
  return { en: `expected ${names.join(' or ')}`, 'zh-CN': `可用的有 ${names.join('、')}` }
}

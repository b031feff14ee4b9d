import type { LocalizedText } from '@tenon/sdk/contract/locale'
import type { ModelPipeline } from '@tenon/sdk/contract/model-document'
import type { StageSchema } from '@tenon/sdk/contract/pipeline-schema'
import type { CompiledPipeline } from '../../model/compiled-model.ts'
import { both, en, type FoundDependent, found, zh } from './found-dependent.ts'
import type { ModelUsers, UsedField } from './model-users.ts'

/**
 * Boards that show a field, reasons for losing, stages that ask for it or write it, conditions that name it, of whichever
 * entity the pipeline is, and guards that are code, which may look at any field of the record.
 */
export function pipelineUsers({ model }: ModelUsers, used: UsedField): FoundDependent[] {
  return [...model.pipelines.values()].flatMap((pipeline) => {
    const { name, schema, entity } = pipeline
    const own = entity === used.entity
    const ways = [
      ...(own ? [...boardUses(schema, used.field), ...lossUses(schema, used.field)] : []),
      ...(own ? schema.stages.flatMap((stage) => stageUses(stage, used.field)) : []),
      ...schema.stages.flatMap((stage) => createdUses(stage, used)),
      ...expressionUses(pipeline, used),
    ]
    const { label } = schema
    return ways.map((way) =>
      found('pipeline', { ...used, name }, both(`Pipeline ‘${en(label)}’ ${en(way)}`, `流程“${zh(label)}”${zh(way)}`)),
    )
  })
}

function boardUses({ amountField, closeDateField, cardFields = [] }: ModelPipeline, field: string): LocalizedText[] {
  return [
    ...(amountField === field ? [both('sums it on its board', '在看板上对它求和')] : []),
    ...(closeDateField === field ? [both('takes it for the expected close', '将它作为预计成交日期')] : []),
    ...(cardFields.includes(field) ? [both('shows it on its cards', '在卡片上显示它')] : []),
  ]
}

function lossUses({ lossReason }: ModelPipeline, field: string): LocalizedText[] {
  const isUsed = lossReason?.field === field || lossReason?.textField === field
  return isUsed ? [both('asks in it why records are lost', '用它记录丢失原因')] : []
}

function stageUses({ label, entry, exit }: StageSchema, field: string): LocalizedText[] {
  const required = [...(entry?.requiredFields ?? []), ...(exit?.requiredFields ?? [])]
  const guards = [...(entry?.guards ?? []), ...(exit?.guards ?? [])]
  const code = guards.filter(({ condition }) => condition === undefined)
  const leading = guards.filter(({ fields }) => fields?.includes(field) === true)
  return [
    ...(required.includes(field)
      ? [both(`asks for it in stage ‘${en(label)}’`, `在阶段“${zh(label)}”要求填写它`)]
      : []),
    ...leading.map((guard) =>
      both(
        `leads to it from guard ‘${en(guard.label)}’ at stage ‘${en(label)}’`,
        `阶段“${zh(label)}”的守卫“${zh(guard.label)}”会引导填写它`,
      ),
    ),
    ...code.map((guard) =>
      both(
        `has guard ‘${en(guard.label)}’ at stage ‘${en(label)}’, whose code sees such records`,
        `在阶段“${zh(label)}”有守卫条件“${zh(guard.label)}”，其代码会读取此类记录`,
      ),
    ),
  ]
}

/** Records that entering a stage creates, and that have a value for the field. */
function createdUses({ label, entry }: StageSchema, { entity, field }: UsedField): LocalizedText[] {
  return (entry?.creates ?? [])
    .filter((created) => created.entity === entity && Object.hasOwn(created.values, field))
    .map((created) =>
      both(
        `writes it in ‘${en(created.label)}’, which stage ‘${en(label)}’ creates`,
        `在阶段“${zh(label)}”新建的“${zh(created.label)}”中写入它`,
      ),
    )
}

/** Conditions of guards, and values of created records, whose expressions name the field. */
function expressionUses({ schema, expressions }: CompiledPipeline, { entity, field }: UsedField): LocalizedText[] {
  return [...expressions].flatMap(([pointer, { references }]) => {
    if (!references.some((reference) => reference.entity === entity && reference.field === field)) return []
    const [, , index = '', gate = '', , position = ''] = pointer.split('/')
    const stage = schema.stages[Number(index)]
    if (stage === undefined) return []
    const { label } = stage
    const guard = stage[gate === 'exit' ? 'exit' : 'entry']?.guards?.[Number(position)]
    if (!pointer.endsWith('/condition') || guard === undefined) {
      return [both(`works out of it what stage ‘${en(label)}’ creates`, `在阶段“${zh(label)}”新建记录时用它计算值`)]
    }
    return [
      both(
        `has a condition over it: guard ‘${en(guard.label)}’ at stage ‘${en(label)}’`,
        `阶段“${zh(label)}”的守卫“${zh(guard.label)}”的条件使用它`,
      ),
    ]
  })
}

interface RemovedStages {
  entity: string
  pipeline: string
  stages: readonly string[]
}

/** Views that choose records by a stage that is gone. */
export function stageUsers({ model }: ModelUsers, { entity, stages }: RemovedStages): FoundDependent[] {
  return [...model.views.values()]
    .filter((view) => view.entity === entity)
    .flatMap(({ name, label, where }) =>
      stages
        .filter((stage) => comparesStage(where, stage))
        .map((stage) =>
          found(
            'filter',
            { entity, name, breaks: false },
            both(`View ‘${en(label)}’ filters by stage ‘${stage}’`, `视图“${zh(label)}”按阶段“${stage}”筛选`),
          ),
        ),
    )
}

function comparesStage(filter: unknown, stage: string): boolean {
  if (typeof filter !== 'object' || filter === null) return false
  const { and, or, not, field, value } = filter as Record<string, unknown>
  const parts = [and, or].flatMap((list) => (Array.isArray(list) ? list : []))
  const isNamed = field === 'stage' && (value === stage || (Array.isArray(value) && value.includes(stage)))
  return isNamed || [...parts, not].some((part) => comparesStage(part, stage))
}

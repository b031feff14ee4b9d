import type { LocalizedText } from '@tenon/sdk/contract/locale'
import type { ModelPipeline } from '@tenon/sdk/contract/model-document'
import type { StageSchema } from '@tenon/sdk/contract/pipeline-schema'
import { both, en, type FoundDependent, found, zh } from './found-dependent.ts'
import type { ModelUsers, UsedField } from './model-users.ts'
import { ofEntity } from './of-entity.ts'

/** Boards that show a field, stages that ask for it, and guards, whose code may look at any field of the record. */
export function pipelineUsers({ model }: ModelUsers, used: UsedField): FoundDependent[] {
  return ofEntity(model.pipelines, used.entity).flatMap(({ name, schema }) => {
    const { label } = schema
    const ways = [...boardUses(schema, used.field), ...schema.stages.flatMap((stage) => stageUses(stage, used.field))]
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

function stageUses({ label, entry, exit }: StageSchema, field: string): LocalizedText[] {
  const required = [...(entry?.requiredFields ?? []), ...(exit?.requiredFields ?? [])]
  const guards = [...(entry?.guards ?? []), ...(exit?.guards ?? [])]
  return [
    ...(required.includes(field)
      ? [both(`asks for it in stage ‘${en(label)}’`, `在阶段“${zh(label)}”要求填写它`)]
      : []),
    ...guards.map((guard) =>
      both(
        `has guard ‘${en(guard.label)}’ at stage ‘${en(label)}’, whose code sees such records`,
        `在阶段“${zh(label)}”有守卫条件“${zh(guard.label)}”，其代码会读取此类记录`,
      ),
    ),
  ]
}

interface RemovedStages {
  entity: string
  pipeline: string
  stages: readonly string[]
}

/** Views that choose records by a stage that is gone, and fields that are worked out by comparing with it. */
export function stageUsers({ model }: ModelUsers, { entity, stages }: RemovedStages): FoundDependent[] {
  const views = [...model.views.values()].filter((view) => view.entity === entity)
  const derived = [...model.entities.values()].flatMap(({ name, derivedFields }) =>
    derivedFields
      .filter(({ derivation }) => name === entity || derivation.uses.some((use) => use.entity === entity))
      .map((field) => ({ of: name, field })),
  )
  return stages.flatMap((stage) => [
    ...views
      .filter(({ where }) => comparesStage(where, stage))
      .map(({ name, label }) =>
        found(
          'filter',
          { entity, name, breaks: false },
          both(`View ‘${en(label)}’ filters by stage ‘${stage}’`, `视图“${zh(label)}”按阶段“${stage}”筛选`),
        ),
      ),
    ...derived
      .filter(({ field }) => speaksOfStage(field.schema, stage))
      .map(({ of, field: { name, schema } }) =>
        found(
          'field',
          { entity: of, name, breaks: false },
          both(
            `‘${en(schema.label)}’ is worked out by stage ‘${stage}’`,
            `“${zh(schema.label)}”的计算用到阶段“${stage}”`,
          ),
        ),
      ),
  ])
}

/** Whether a formula or a rollup's filter has the stage's key as a text. */
function speaksOfStage(schema: object, stage: string): boolean {
  const { formula, rollup } = schema as { formula?: unknown; rollup?: { filter?: unknown } }
  return [formula, rollup?.filter].some(
    (text) =>
      typeof text === 'string' &&
      /\bstage\b/.test(text) &&
      [`"${stage}"`, `'${stage}'`].some((one) => text.includes(one)),
  )
}

function comparesStage(filter: unknown, stage: string): boolean {
  if (typeof filter !== 'object' || filter === null) return false
  const { and, or, not, field, value } = filter as Record<string, unknown>
  const parts = [and, or].flatMap((list) => (Array.isArray(list) ? list : []))
  const isNamed = field === 'stage' && (value === stage || (Array.isArray(value) && value.includes(stage)))
  return isNamed || [...parts, not].some((part) => comparesStage(part, stage))
}

import type { ChoiceOption, FieldResult } from '../contract/entity-schema.ts'
import type { ExpressionModel } from './expression-model.ts'

/** Common fields that expressions can name. Nobody sees deleted records, so that nothing asks when they were. */
const EVERYWHERE: Readonly<Record<string, FieldResult>> = {
  id: { fieldType: 'text' },
  version: { fieldType: 'integer' },
  createdAt: { fieldType: 'dateTime' },
  createdBy: { fieldType: 'text' },
  updatedAt: { fieldType: 'dateTime' },
  updatedBy: { fieldType: 'text' },
  ownerId: { fieldType: 'user' },
}

const STAGE_TIMES: readonly string[] = ['stageEnteredAt', 'stageDueAt', 'stageStaleAt']

/** What a common field of an entity is like; undefined for a name that is none. */
export function commonFieldResult(model: ExpressionModel, entity: string, name: string): FieldResult | undefined {
  if (Object.hasOwn(EVERYWHERE, name)) return EVERYWHERE[name]
  const pipelines = Object.values(model.pipelines).filter((pipeline) => pipeline.entity === entity)
  if (pipelines.length === 0) return undefined
  if (STAGE_TIMES.includes(name)) return { fieldType: 'dateTime' }
  if (name === 'pipeline') return { fieldType: 'choice', options: pipelines.map(optionOf) }
  if (name !== 'stage') return undefined
  const stages = new Map(pipelines.flatMap((pipeline) => pipeline.stages).map((stage) => [stage.name, optionOf(stage)]))
  return { fieldType: 'choice', options: [...stages.values()] }
}

export function commonFieldNames(model: ExpressionModel, entity: string): string[] {
  const staged = ['pipeline', 'stage', ...STAGE_TIMES]
  return [...Object.keys(EVERYWHERE), ...staged.filter((name) => commonFieldResult(model, entity, name) !== undefined)]
}

function optionOf({ name, label }: { name: string; label: ChoiceOption['label'] }): ChoiceOption {
  return { value: name, label }
}

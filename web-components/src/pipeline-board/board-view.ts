import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { textIn } from '@tenon/sdk/contract/locale'
import type { ModelPipeline } from '@tenon/sdk/contract/model-document'
import type { StageSchema } from '@tenon/sdk/contract/pipeline-schema'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { fieldOf } from '../value/field-of.ts'
import { formatValue } from '../value/format-value.ts'
import { valueTexts } from '../value/value.texts.ts'
import type { ValueContext } from '../value/value-context.ts'
import type { BoardColumn, Refusal } from './board-data.ts'
import type { boardFigures } from './board-figures.ts'
import type { PipelineBoardTexts } from './pipeline-board.texts.ts'

/** What the parts of a board are drawn from, and what they can ask of it. */
export interface BoardView {
  pipeline: ModelPipeline
  context: ValueContext
  texts: PipelineBoardTexts
  canCreate: boolean
  canMove: boolean
  /** Card that holds the tab stop. */
  active: string | null
  /** Card that is being moved, where it comes from, and the stage above which it is. */
  moving: { recordId: string; from: StageSchema; stage: string | null } | null
  pending: ReadonlySet<string>
  refusals: ReadonlyMap<string, Refusal>
  /** Null until they are there. */
  figures: typeof boardFigures | null
  onShowMore(column: BoardColumn): void
  onCreate(stage: StageSchema): void
  onOpen(recordId: string): void
  onGrab(event: PointerEvent, recordId: string): void
  onMenu(recordId: string): void
  onEditField(recordId: string, field: string): void
  onDismiss(recordId: string): void
}

export function titleOf(record: TenonRecord, { context, pipeline }: Pick<BoardView, 'context' | 'pipeline'>): string {
  const field = context.model.entities[pipeline.entity]?.titleField
  const schema = field ? fieldOf(context.model, pipeline.entity, field) : undefined
  const value = field ? (record[field] as JsonValue | undefined) : undefined
  const title = schema ? formatValue(value, schema, { ...context, labels: record.$labels }) : ''
  return title || valueTexts(context.locale).unnamed
}

export function labelOfStage(stage: StageSchema, { context }: Pick<BoardView, 'context'>): string {
  return textIn(stage.label, context.locale)
}

/** Whether the pipeline lets a record go from one stage to the other at all. */
export function isAllowed(from: StageSchema, to: StageSchema): boolean {
  return from.name === to.name || !from.transitions || from.transitions.includes(to.name)
}

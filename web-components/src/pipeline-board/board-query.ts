import type { TenonClient } from '@tenon/sdk/client'
import type { Money } from '@tenon/sdk/contract/field-type'
import type { ModelPipeline, ModelView } from '@tenon/sdk/contract/model-document'
import type { Filter, RecordPage } from '@tenon/sdk/contract/query'
import type { TenonRecord } from '@tenon/sdk/contract/record'

/** The API refuses larger pages. */
const LARGEST_PAGE = 200

export interface BoardQuery {
  pipeline: ModelPipeline
  /** Besides being in the pipeline. */
  where: Filter | null
  search: string
  /** Cards per column and step. */
  pageSize: number
}

export interface StageTotals {
  count: number
  /** One sum per currency; none where the pipeline has no amount. */
  sums: Money[]
}

/** Fields that a card shows below its title: two at most. */
export function cardFields(pipeline: ModelPipeline, model: ModelView): string[] {
  const named = pipeline.cardFields ?? [pipeline.amountField, pipeline.closeDateField]
  const known = model.entities[pipeline.entity]?.properties ?? {}
  return named.filter((field): field is string => field !== undefined && field in known).slice(0, 2)
}

export interface StagePageInput {
  query: BoardQuery
  model: ModelView
  stage: string
  after: string | null
  /** More than a page when a refresh must show what was on the screen. */
  limit: number
  signal: AbortSignal
}

export function readStagePage(client: TenonClient, input: StagePageInput): Promise<RecordPage<TenonRecord>> {
  const { query, model, stage, after, limit, signal } = input
  const { pipeline, search } = query
  const title = model.entities[pipeline.entity]?.titleField
  const amount = pipeline.amountField
  const common = ['ownerId', 'pipeline', 'stage', 'stageEnteredAt', 'stageDueAt', 'stageStaleAt']
  const fields = [title, amount, ...cardFields(pipeline, model), ...common]
  return client.records.find(
    {
      entity: pipeline.entity,
      where: inPipeline(query, { field: 'stage', op: 'eq', value: stage }),
      fields: [...new Set(fields.filter((field): field is string => field !== undefined))],
      sort: [{ field: 'stageEnteredAt', direction: 'desc' }],
      limit: Math.min(limit, LARGEST_PAGE),
      ...(search && { search }),
      ...(after !== null && { after }),
    },
    { signal },
  )
}

/** Count and sums of every stage that has records. */
export async function readTotals(client: TenonClient, query: BoardQuery, signal: AbortSignal) {
  const { pipeline, search } = query
  const summary = await client.records.summarize(
    {
      entity: pipeline.entity,
      where: inPipeline(query),
      groupBy: 'stage',
      ...(search && { search }),
      ...(pipeline.amountField && { sum: pipeline.amountField }),
    },
    { signal },
  )
  const totals = new Map<string, StageTotals>()
  for (const { value, count, sum, currency } of summary.groups) {
    const stage = totals.get(String(value)) ?? { count: 0, sums: [] }
    stage.count += count
    if (sum !== null && currency !== null) stage.sums.push({ amount: sum, currency })
    totals.set(String(value), stage)
  }
  return totals
}

function inPipeline({ pipeline, where }: BoardQuery, ...more: Filter[]): Filter {
  const own: Filter = { field: 'pipeline', op: 'eq', value: pipeline.name }
  return { and: [own, ...more, ...(where ? [where] : [])] }
}

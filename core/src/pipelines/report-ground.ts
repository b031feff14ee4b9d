import type { PipelineReportInput } from '@tenon/sdk/contract/pipeline-report'
import { instantAt, todayIn } from '@tenon/sdk/expression/zone'
import { type RawBuilder, sql } from 'kysely'
import type { CompiledPipeline } from '../model/compiled-model.ts'
import { findQueryField } from '../records/find-query-field.ts'
import { matchingRows } from '../records/matching-rows.ts'
import type { QueryField } from '../records/query-field.ts'
import { queryProblem } from '../records/query-problem.ts'
import type { RecordScope } from '../records/record-scope.ts'
import { shownField } from '../records/visible-field.ts'

const DAY = 86_400_000
const MAX_DAYS = 5 * 366
const DATE = /^\d{4}-\d{2}-\d{2}$/

/** What the statements of a report share. */
export interface ReportGround {
  scope: RecordScope
  pipeline: CompiledPipeline
  /** The period, from the first instant to the one after the last. */
  from: Date
  until: Date
  /** First day of the present month in the tenant's zone. */
  thisMonth: string
  /** Rows of the entity's table, as `r`, that the actor may read, that are in the pipeline or not. */
  visible: RawBuilder<boolean>
  /** Fields that the pipeline names; null where it names none, or where the actor does not see its values. */
  amount: QueryField | null
  closeDate: QueryField | null
  lossReason: QueryField | null
  withheld: Array<'amounts' | 'forecast' | 'losses'>
}

/** @throws TenonError BAD_REQUEST for a pipeline, period or filter that is none, also where the actor may not see stages */
export function reportGround(scope: RecordScope, input: PipelineReportInput): ReportGround {
  for (const name of ['pipeline', 'stage', 'stageEnteredAt']) shownField(scope, { name, pointer: '/entity' })
  const pipeline = scope.entity.pipelines.find(({ name }) => name === input.pipeline)
  if (pipeline === undefined) throw unknownPipeline(scope, input.pipeline)
  const { amountField, closeDateField, lossReason } = pipeline.schema
  const fields = {
    amounts: seen(scope, amountField),
    forecast: seen(scope, closeDateField),
    losses: seen(scope, lossReason?.field),
  }
  const parts = ['amounts', 'forecast', 'losses'] as const
  return {
    scope,
    pipeline,
    ...periodOf(scope, input),
    thisMonth: `${dayText(todayIn(Date.now(), scope.timeZone)).slice(0, 7)}-01`,
    visible: matchingRows(scope, { where: input.where, alias: 'r' }),
    amount: fields.amounts || null,
    closeDate: fields.forecast || null,
    lossReason: fields.losses || null,
    withheld: parts.filter((part) => fields[part] === false),
  }
}

/** The field; null where none is named, false where it is not for the actor's eyes. */
function seen(scope: RecordScope, name: string | undefined): QueryField | null | false {
  if (name === undefined) return null
  if (!scope.access.canRead(name) || !scope.access.canShow(name)) return false
  return findQueryField(scope, scope.entity, name) ?? false
}

function periodOf(scope: RecordScope, { from, to }: PipelineReportInput): Pick<ReportGround, 'from' | 'until'> {
  const [first, last] = [dayOf(scope, from, '/from'), dayOf(scope, to, '/to')]
  if (last < first || last - first >= MAX_DAYS) {
    throw queryProblem(scope.ctx.locale, {
      pointer: '/to',
      rule: 'period',
      message: {
        en: 'the period ends before it begins, or is longer than five years',
        'zh-CN': '时间段的结束早于开始，或超过五年',
      },
    })
  }
  const at = (day: number) => new Date(instantAt(day * DAY, scope.timeZone))
  return { from: at(first), until: at(last + 1) }
}

function dayOf({ ctx }: RecordScope, text: string, pointer: string): number {
  const day = Date.parse(`${text}T00:00:00Z`) / DAY
  if (DATE.test(text) && Number.isInteger(day) && dayText(day) === text) return day
  throw queryProblem(ctx.locale, {
    pointer,
    rule: 'date',
    message: { en: 'expected a day such as 2026-01-31', 'zh-CN': '应为 2026-01-31 这样的日期' },
  })
}

function dayText(day: number): string {
  return new Date(day * DAY).toISOString().slice(0, 10)
}

function unknownPipeline({ ctx, entity }: RecordScope, name: string) {
  const shown = name.slice(0, 60)
  return queryProblem(ctx.locale, {
    pointer: '/pipeline',
    rule: 'pipeline',
    message: {
      en: `'${entity.name}' has no pipeline '${shown}'`,
      'zh-CN': `“${entity.name}”没有流程“${shown}”`,
    },
  })
}

/** The pipeline's stages as a table `s`: name, place, category, probability as a part of 1. */
export function stageRows({ stages }: CompiledPipeline): RawBuilder<unknown> {
  const rows = [...stages.values()].map(
    ({ name, category, probability }, index) =>
      sql`(${name}::text, ${index}::int, ${category}::text, ${probability ?? null}::numeric * 0.01)`,
  )
  return sql`(values ${sql.join(rows)}) s(stage, place, category, probability)`
}

/** The records' amount and its currency; without an amount field both null. */
export function amountParts({ amount }: ReportGround): { amount: RawBuilder<unknown>; currency: RawBuilder<unknown> } {
  return {
    amount: amount === null ? sql`null::numeric` : sql`${amount.comparable('r')}::numeric`,
    currency: amount?.currency('r') ?? sql`null::text`,
  }
}

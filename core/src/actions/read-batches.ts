import type { ActionRefusal } from '@tenon/sdk/contract/action-run'
import type { HookRecord } from '@tenon/sdk/contract/hook-call'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import type { RequestContext } from '../context/request-context.ts'
import type { FindRecords } from '../records/find-records.ts'
import { formatValue } from '../records/format-value.ts'
import type { RowsAllowed } from '../records/rows-allowed.ts'
import type { FoundAction } from './find-action.ts'
import type { ActionTarget } from './read-target.ts'

/** As many as one call of a plugin takes. */
const BATCH = 100

/** Records for one call, as the actor may see them, and those of the batch that it must not be called with. */
export interface ActionBatch {
  records: HookRecord[]
  refusals: ActionRefusal[]
  /** Id → what people call the record. */
  titles: ReadonlyMap<string, string>
}

export interface BatchReader {
  /** How many records the target has. */
  count(ctx: RequestContext, action: FoundAction, target: ActionTarget): Promise<number>
  /** Batch by batch, each read when it is asked for. A target without records gives one batch without any. */
  read(ctx: RequestContext, action: FoundAction, target: ActionTarget): AsyncGenerator<ActionBatch>
}

export function makeBatchReader({
  findRecords,
  rowsAllowed,
}: {
  findRecords: FindRecords
  rowsAllowed: RowsAllowed
}): BatchReader {
  /** Rows that the actor may read but not do this on, such as other people's, are refused one by one. */
  async function toBatch(ctx: RequestContext, action: FoundAction, found: TenonRecord[]): Promise<ActionBatch> {
    const { entity, requires = 'update' } = action.declaration
    const titles = new Map(found.map((record) => [record.id, titleOf(ctx, action, record)]))
    const ids = found.map(({ id }) => id)
    const whole = requires === 'create' || action.access.rows(requires) === 'all'
    const allowed = whole ? new Set(ids) : await rowsAllowed(ctx, { entity, ids, action: requires })
    const refused = ids.filter((id) => !allowed.has(id))
    return {
      records: found.filter(({ id }) => allowed.has(id)).map(toHookRecord),
      refusals: refused.map((id) => ({ id, title: titles.get(id) ?? null, message: textIn(NOT_YOURS, ctx.locale) })),
      titles,
    }
  }

  async function* readIds(ctx: RequestContext, action: FoundAction, ids: string[]): AsyncGenerator<ActionBatch> {
    const { entity } = action.declaration
    for (let at = 0; at < ids.length; at += BATCH) {
      const part = ids.slice(at, at + BATCH)
      const where = { field: 'id', op: 'in', value: part } as const
      const found = new Map(
        (await findRecords(ctx, { entity, where, limit: BATCH })).records.map((record) => [record.id, record]),
      )
      const batch = await toBatch(
        ctx,
        action,
        part.flatMap((id) => found.get(id) ?? []),
      )
      const gone = part.filter((id) => !found.has(id))
      const refusals = gone.map((id) => ({ id, title: null, message: textIn(GONE, ctx.locale) }))
      yield { ...batch, refusals: [...batch.refusals, ...refusals] }
    }
  }

  /** By id, so that what the action changes can neither bring a record back nor push one off a page. */
  async function* readMatching(
    ctx: RequestContext,
    action: FoundAction,
    { where, search }: Extract<ActionTarget, { kind: 'filter' }>,
  ): AsyncGenerator<ActionBatch> {
    const { entity } = action.declaration
    let after: string | null = null
    do {
      const page: Awaited<ReturnType<FindRecords>> = await findRecords(ctx, {
        ...{ entity, where, limit: BATCH, sort: [{ field: 'id' }] },
        ...(search !== undefined && { search }),
        ...(after !== null && { after }),
      })
      if (page.records.length > 0) yield await toBatch(ctx, action, page.records)
      after = page.nextCursor
    } while (after !== null)
  }

  return {
    async count(ctx, { declaration: { entity } }, target) {
      if (target.kind === 'list') return 0
      if (target.kind === 'records') return target.ids.length
      const { where, search } = target
      const input = { entity, where, fields: [], limit: 1, count: true, ...(search !== undefined && { search }) }
      return (await findRecords(ctx, input)).count ?? 0
    },
    read(ctx, action, target) {
      if (target.kind === 'records') return readIds(ctx, action, target.ids)
      return target.kind === 'filter' ? readMatching(ctx, action, target) : emptyBatch()
    },
  }
}

async function* emptyBatch(): AsyncGenerator<ActionBatch> {
  yield { records: [], refusals: [], titles: new Map() }
}

function toHookRecord({ $labels: _labels, $expanded: _expanded, ...values }: TenonRecord): HookRecord {
  return { id: values.id, values: values as JsonObject, old: null }
}

function titleOf({ locale }: RequestContext, { access }: FoundAction, record: TenonRecord): string {
  const { titleField } = access.entity
  return formatValue(titleField, record[titleField.name] as JsonValue | undefined, { locale, labels: {} })
}

const GONE: LocalizedText = {
  en: 'This record does not exist any more, or is not open to you.',
  'zh-CN': '该记录已不存在，或您无权查看。',
}

const NOT_YOURS: LocalizedText = {
  en: 'Your role does not include this record.',
  'zh-CN': '您的角色不包含对此记录的操作。',
}

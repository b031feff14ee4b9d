import type { BulkReport, BulkReportInput, BulkReportRow, BulkRun } from '@tenon/sdk/contract/bulk-api'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { TenonErrorCode } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import type { StoredGroup, StoredImportRow } from '../db/bulk-tables.ts'
import type { Database } from '../db/database.ts'
import type { ModelStore } from '../model/model-store.ts'
import type { FindRecords } from '../records/find-records.ts'
import { formatValue } from '../records/format-value.ts'

const PAGE = 50

export interface ReportDependencies {
  database: Database
  models: Pick<ModelStore, 'get'>
  findRecords: FindRecords
}

type Asked = Pick<BulkReportInput, 'state' | 'after' | 'limit'>

/** A page of what became of a run's records, by their ids; what they are called, as far as the reader may see them. */
export async function readBulkReport(
  dependencies: ReportDependencies,
  ctx: RequestContext,
  { run, state, after, limit = PAGE }: Asked & { run: Pick<BulkRun, 'id' | 'entity'> },
): Promise<BulkReport> {
  let query = dependencies.database
    .tenant(ctx.tenant.schema)
    .selectFrom('_bulk_row')
    .select(['record_id as id', 'state', 'code', 'message', 'input'])
    .where('run', '=', run.id)
  if (state !== undefined) query = query.where('state', '=', state)
  if (after !== undefined) query = query.where('record_id', '>', after)
  const rows = await query
    .orderBy('record_id')
    .limit(limit + 1)
    .execute()
  const page = rows.slice(0, limit)
  const titles = await readTitles(dependencies, ctx, { entity: run.entity, ids: page.map(({ id }) => id) })
  return {
    rows: page.map(
      ({ input, ...row }): BulkReportRow => ({
        ...row,
        ...(input !== null && toldInput(input)),
        code: row.code as TenonErrorCode,
        title: titles.get(row.id) ?? null,
      }),
    ),
    next: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
  }
}

function toldInput(input: StoredGroup | StoredImportRow): Pick<BulkReportRow, 'from' | 'line'> {
  return 'from' in input ? { from: input.from.map(({ id }) => id) } : { line: input.line }
}

/** Live and deleted ones; of an entity that is gone, or that the reader may not read, none. */
async function readTitles(
  { models, findRecords }: ReportDependencies,
  ctx: RequestContext,
  { entity, ids }: { entity: string; ids: string[] },
): Promise<Map<string, string>> {
  const titleField = (await models.get(ctx.tenant)).entities.get(entity)?.titleField
  const titles = new Map<string, string>()
  if (titleField === undefined || ids.length === 0) return titles
  const { name } = titleField
  const where = { field: 'id', op: 'in', value: ids } as const
  for (const deleted of [false, true]) {
    const found = await findRecords(ctx, { entity, where, fields: [name], limit: 200, deleted }).catch(() => null)
    for (const record of found?.records ?? []) {
      const value = record[name] as JsonValue | undefined
      titles.set(record.id, formatValue(titleField, value, { locale: ctx.locale, labels: {} }))
    }
  }
  return titles
}

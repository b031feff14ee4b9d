import { textIn } from '@tenon/sdk/contract/locale'
import type { ExportRecordsInput, RecordPage } from '@tenon/sdk/contract/query'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { makeRecordChange } from '../audit/make-record-change.ts'
import type { RequestContext } from '../context/request-context.ts'
import type { CompiledEntity } from '../model/compiled-model.ts'
import { type CsvColumn, csvColumns, defaultCsvFields } from './csv-columns.ts'
import { csvLine, escapeFormula } from './csv-line.ts'
import { atOneTime } from './expression-time.ts'
import type { FindRecords } from './find-records.ts'
import { makeOpenScope, type ScopeDependencies } from './record-scope.ts'
import { shownField } from './visible-field.ts'

/** More rows than this in one file are refused: whoever wants them takes them in parts, by a filter. */
const MAX_EXPORTED_ROWS = 100_000
const PAGE = 200

interface RecordExport {
  /** Rows that the file will have, without its header. */
  rows: number
  /** The file's text, a page of records at a time; each page is read when it is asked for. */
  text: AsyncIterable<string>
}

type RecordChange = ReturnType<typeof makeRecordChange>

export type ExportRecords = (ctx: RequestContext, input: ExportRecordsInput) => Promise<RecordExport>

/**
 * Makes the function that gives a list as CSV, with the list's rights and masks. Pages are read one after the other by
 * the list's own keys and not from one snapshot: no connection is held while a slow reader takes its time. Who took
 * how much of what is in the audit trail.
 * @throws TenonError BAD_REQUEST, FORBIDDEN, PAYLOAD_TOO_LARGE before any text is given
 */
export function makeExportRecords({
  findRecords,
  recordChange,
  ...dependencies
}: ScopeDependencies & { findRecords: FindRecords; recordChange: RecordChange }): ExportRecords {
  const openScope = makeOpenScope(dependencies)
  return async (ctx, { limit, header, titles, bom = false, formulas = 'escaped', ...list }) => {
    const scope = await openScope(ctx, { entity: list.entity, action: 'read' })
    const fields = list.fields ?? defaultCsvFields(scope)
    for (const [index, name] of fields.entries()) shownField(scope, { name, pointer: `/fields/${index}` })
    const columns = csvColumns(scope, fields, { ...(header && { header }), ...(titles && { titles }) })
    const still = atOneTime(ctx)
    const forms = formsOf(scope.entity, fields)
    const page = async (after: string | undefined, size: number) => {
      const paging = after === undefined ? { count: true as const } : { after }
      const found = await findRecords(still, { ...list, fields, limit: size, ...paging })
      const now = (await dependencies.models.get(ctx.tenant)).entities.get(scope.entity.name)
      if (now === undefined || formsOf(now, fields) !== forms) throw changedMeanwhile(ctx)
      return found
    }
    const first = await page(undefined, Math.min(PAGE, limit ?? PAGE))
    const rows = Math.min(first.count ?? 0, limit ?? Number.POSITIVE_INFINITY)
    if (rows > MAX_EXPORTED_ROWS) throw tooMany(ctx, rows)
    await recordChange(ctx, { action: 'records.export', id: list.entity, details: { rows, fields: [...fields] } })
    const safe = formulas === 'escaped' ? escapeFormula : (text: string) => text
    return { rows, text: csvText(ctx, { columns, first, rows, page, safe, bom }) }
  }
}

/** Of which type the fields are: their values are written by it. */
function formsOf({ fields }: CompiledEntity, names: readonly string[]): string {
  return names.map((name) => `${fields.get(name)?.id} ${fields.get(name)?.type}`).join()
}

/** The rest of the file would have other values under the same header. */
function changedMeanwhile({ locale }: RequestContext): TenonError {
  const message = {
    en: 'Fields of the file have become others meanwhile: ask for it again.',
    'zh-CN': '文件中的字段已变更：请重新请求该文件。',
  }
  return new TenonError({ code: 'CONFLICT', message: textIn(message, locale) })
}

interface CsvSource {
  columns: readonly CsvColumn[]
  first: RecordPage<TenonRecord>
  rows: number
  page: (after: string, size: number) => Promise<RecordPage<TenonRecord>>
  safe: (text: string) => string
  bom: boolean
}

async function* csvText(ctx: RequestContext, source: CsvSource): AsyncGenerator<string> {
  const { columns, safe, bom } = source
  yield `${bom ? '\uFEFF' : ''}${csvLine(columns.map(({ header }) => safe(header)))}`
  let left = source.rows
  for (let current = source.first; ; ) {
    const records = current.records.slice(0, left)
    left -= records.length
    yield records.map((record) => csvLine(columns.map(({ cell }) => safe(cell(record))))).join('')
    if (current.nextCursor === null || left <= 0) return
    ctx.signal.throwIfAborted()
    current = await source.page(current.nextCursor, Math.min(PAGE, left))
  }
}

function tooMany({ locale }: RequestContext, rows: number): TenonError {
  const message = {
    en: `The list has ${rows} records; at most ${MAX_EXPORTED_ROWS} fit into one file. Narrow it by a filter, or ask for fewer with limit.`,
    'zh-CN': `该列表有 ${rows} 条记录，一个文件最多 ${MAX_EXPORTED_ROWS} 条。请用筛选缩小范围，或用 limit 减少数量。`,
  }
  return new TenonError({ code: 'PAYLOAD_TOO_LARGE', message: textIn(message, locale) })
}

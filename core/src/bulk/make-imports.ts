import { createHash } from 'node:crypto'
import type { BulkRun } from '@tenon/sdk/contract/bulk-api'
import type { ImportPlan } from '@tenon/sdk/contract/import-api'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { uuidv7 } from 'uuidv7'
import type { RequestContext } from '../context/request-context.ts'
import { type CheckSheet, makeCheckSheet } from '../imports/sheets/check-sheet.ts'
import { findRows } from '../imports/sheets/find-rows.ts'
import { mapSheet, type SheetGround } from '../imports/sheets/map-sheet.ts'
import { makeOpenSheet, type OpenedSheet, type SheetDependencies } from '../imports/sheets/open-sheet.ts'
import type { SheetRow } from '../imports/sheets/read-sheet.ts'
import { nameBook } from '../model/names/name-book.ts'
import { csvLine, escapeFormula } from '../records/csv-line.ts'
import { makeOnceTelling } from '../records/idempotency/make-once-telling.ts'
import { type ImportedRow, readLeftRows } from './import-rows.ts'
import type { Bulk } from './make-bulk.ts'
import { namedRun } from './name-bulk.ts'

type SentImport = ImportPlan & { content: Uint8Array }

/** Import of files that people send. Their bytes come as they are, so that these are no procedures of the contract. */
export interface Imports {
  check: CheckSheet
  /** Begins a run, or answers with the one that was begun under the same idempotency key. */
  start(ctx: RequestContext, input: SentImport): Promise<BulkRun>
  /** The rows of a run that were not imported, as a file that can be mended and imported. @throws TenonError NOT_FOUND */
  leftRows(ctx: RequestContext, input: { id: string }): Promise<{ file: string; text: AsyncIterable<string> }>
}

/** Rows of which keys are read at once. */
const PART = 1_000

export function makeImports(dependencies: SheetDependencies, bulk: Pick<Bulk, 'beginImport' | 'get'>): Imports {
  const { database, models } = dependencies
  const openSheet = makeOpenSheet(dependencies)
  const once = makeOnceTelling({ database })

  async function begin(ctx: RequestContext, input: SentImport): Promise<BulkRun> {
    const opened = await openSheet(ctx, input)
    const { sheet, ground, problems } = opened
    if (problems.length > 0) throw refused(problems)
    const columns = sheet.header.map((name, at) => ({ name, field: ground.columns[at] ?? null }))
    const operation = { kind: 'import', file: input.file, columns, match: ground.match } as const
    const rows = await rowsOf(dependencies, opened)
    return bulk.beginImport(ctx, { entity: ground.scope.entity.name, operation, rows })
  }

  return {
    check: makeCheckSheet(dependencies),
    async start(ctx, { content, ...plan }) {
      const sha256 = createHash('sha256').update(content).digest('hex')
      const tell = (asked: RequestContext, [kept]: JsonValue[]) => bulk.get(asked, { id: (kept as { id: string }).id })
      const start = once('bulk.import', (asked, _: JsonValue) => begin(asked, { content, ...plan }), tell)
      const run = await start(ctx, { ...plan, match: plan.match ? { ...plan.match } : null, sha256 })
      return namedRun(nameBook(await models.get(ctx.tenant)), run)
    },
    async leftRows(ctx, { id }) {
      const { operation } = await bulk.get(ctx, { id })
      if (operation.kind !== 'import') throw noImport(ctx)
      const db = database.tenant(ctx.tenant.schema)
      const header = operation.columns.map(({ name }) => name)
      const page = (after: number) => readLeftRows(db, id, { after, limit: PART })
      return { file: operation.file, text: leftText({ header, reason: textIn(REASON, ctx.locale) }, page) }
    },
  }
}

/** Which record each row is about, or will be, before anything is begun. */
async function rowsOf({ findByKey }: SheetDependencies, { sheet, ground }: OpenedSheet): Promise<ImportedRow[]> {
  const fresh = ({ line, cells }: SheetRow): ImportedRow => ({ id: uuidv7(), line, cells })
  if (ground.match === null) return sheet.rows.map(fresh)
  const found = await findRows(findByKey, ground, { rows: sheet.rows, values: await keysOf(ground, sheet.rows) })
  return sheet.rows.map((row) => {
    const record = found.get(row.line) ?? null
    if (record === null) return fresh(row)
    if ('id' in record) return { ...fresh(row), id: record.id, found: true }
    return { ...fresh(row), problem: record.refusal.message }
  })
}

/** Values of the key alone; a row whose key cannot be read is refused when it is its turn. */
async function keysOf(ground: SheetGround, rows: readonly SheetRow[]) {
  const columns = ground.columns.map((key) => (key === ground.match?.field ? key : null))
  const values: Awaited<ReturnType<typeof mapSheet>>['values'] = new Map()
  for (let at = 0; at < rows.length; at += PART) {
    ground.scope.ctx.signal.throwIfAborted()
    const part = await mapSheet({ ...ground, columns }, rows.slice(at, at + PART))
    for (const [line, value] of part.values) values.set(line, value)
  }
  return values
}

const REASON = { en: 'Not imported because', 'zh-CN': '未导入的原因' }

type LeftRows = Awaited<ReturnType<typeof readLeftRows>>

async function* leftText(
  { header, reason }: { header: readonly string[]; reason: string },
  page: (after: number) => Promise<LeftRows>,
): AsyncGenerator<string> {
  // Spreadsheets know UTF-8 by it.
  yield `\uFEFF${csvLine([...header, reason].map(escapeFormula))}`
  for (let rows = await page(0); rows.length > 0; rows = await page(rows.at(-1)?.line ?? 0)) {
    const lines = rows.map(({ cells = [], message }) => {
      const own = header.map((_, at) => escapeFormula(cells[at] ?? ''))
      return csvLine([...own, escapeFormula(message ?? '')])
    })
    yield lines.join('')
  }
}

function refused(problems: OpenedSheet['problems']): TenonError {
  const message = problems.map((problem) => problem.message).join(' ')
  return new TenonError({ code: 'VALIDATION_FAILED', message, problems })
}

function noImport({ locale }: RequestContext): TenonError {
  const message = { en: 'This run is no import of a file.', 'zh-CN': '此批量操作不是文件导入。' }
  return new TenonError({ code: 'NOT_FOUND', message: textIn(message, locale) })
}

import type { ImportOperation } from '@tenon/sdk/contract/import-api'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { textIn } from '@tenon/sdk/contract/locale'
import { TAGS_FIELD } from '@tenon/sdk/contract/record'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import { columnProblems } from '../imports/sheets/column-problems.ts'
import { findRows } from '../imports/sheets/find-rows.ts'
import { importFields } from '../imports/sheets/import-fields.ts'
import { mapSheet, type SheetGround } from '../imports/sheets/map-sheet.ts'
import type { SheetDependencies } from '../imports/sheets/open-sheet.ts'
import type { SheetRow } from '../imports/sheets/read-sheet.ts'
import { makeSheetFinder } from '../imports/sheets/sheet-finder.ts'
import type { ValidatedValues } from '../model/validated-values.ts'
import type { BatchWriter, WithinWrite } from '../records/many/batch-writer.ts'
import type { RecordOutcome } from '../records/many/record-outcome.ts'
import type { UpdateMany } from '../records/many/update-many.ts'
import { makeOpenScope } from '../records/record-scope.ts'
import { refusedBy, refusedRow, settledRows } from './import-outcomes.ts'
import { type ImportedRow, readImportRows } from './import-rows.ts'

interface ImportingRun {
  run: string
  entity: string
  operation: ImportOperation
}

export interface ImportWriterGround extends SheetDependencies {
  updateMany: UpdateMany
}

/** A row that can be written, and what its record is to have. */
interface ReadyRow {
  row: ImportedRow
  values: ValidatedValues
}

/**
 * Makes what imports the rows of a run, batch by batch, through the same rights, checks and hooks as any other write. New
 * records have the ids that their rows were put down with: a run that is taken up again makes none twice.
 */
export function makeImportWriter(ground: ImportWriterGround, importing: ImportingRun): Pick<BatchWriter, 'each'> {
  const { database } = ground
  return {
    async each(ctx, ids, within = async () => undefined) {
      const rows = await readImportRows(database.tenant(ctx.tenant.schema), importing.run, ids)
      const { settled, open } = settledRows(ctx, importing.operation, rows)
      const sheet = await openGround(ground, ctx, importing)
      const { values, refusals } = await mapSheet(sheet, open.map(sheetRow))
      const unread = open.filter(({ line }) => !values.has(line))
      const ready = open.flatMap((row) => {
        const own = values.get(row.line)
        return own === undefined ? [] : [{ row, values: own }]
      })
      const created = await createRows(ground, sheet, { rows: ready.filter(({ row }) => row.found !== true), within })
      const found = ready.filter(({ row }) => row.found === true)
      const updated = await updateRows(ground, sheet, { rows: found, within })
      return [...settled, ...unread.map((row) => refusedRow(row, refusals.get(row.line) ?? [])), ...created, ...updated]
    },
  }
}

/** Nothing is left out in silence: where the model has not what a column is to become any more, the run ends. */
async function openGround(
  ground: ImportWriterGround,
  ctx: RequestContext,
  { entity, operation: { columns: named, match } }: ImportingRun,
): Promise<SheetGround> {
  const scope = await makeOpenScope(ground)(ctx, { entity, action: 'create' })
  const [header, columns] = [named.map(({ name }) => name), named.map(({ field }) => field)]
  const [problem] = columnProblems(ctx, { header, columns, match, fields: importFields(scope) })
  if (problem === undefined) return { scope, columns, match, finder: makeSheetFinder(ground, scope.model) }
  const { message, pointer } = problem
  const column = header[Number(/^\/fields\/(\d+)$/.exec(pointer)?.[1] ?? -1)] ?? ''
  throw new TenonError({ code: 'CONFLICT', message: column === '' ? message : `${column}: ${message}` })
}

interface Writing {
  rows: readonly ReadyRow[]
  within: WithinWrite
}

async function createRows(
  { findByKey, createEachRecord }: ImportWriterGround,
  sheet: SheetGround,
  { rows, within }: Writing,
): Promise<RecordOutcome[]> {
  const { ctx, entity } = sheet.scope
  const values = new Map(rows.map((one) => [one.row.line, one.values]))
  // Somebody may have made one since the run began.
  const found = await findRows(findByKey, sheet, { rows: rows.map(({ row }) => sheetRow(row)), values })
  const isNew = ({ row }: ReadyRow) => (found.get(row.line) ?? null) === null
  const late = rows.filter((one) => !isNew(one)).map(({ row }) => refusedRow(row, [{ message: madeSince(ctx) }]))
  const fresh = rows.filter(isNew)
  if (fresh.length === 0) return late
  const records = fresh.map((one) => one.values)
  const { done, failed } = await createEachRecord(ctx, {
    ...{ entity: entity.name, records, brief: true, ids: fresh.map(({ row }) => row.id) },
    checked: { by: entity, records },
    within,
  })
  const refused = failed.flatMap(({ position, value }) => {
    const row = fresh[position]?.row
    return row === undefined ? [] : [refusedBy(row, value)]
  })
  const made = done.map(({ value: { id, version } }): RecordOutcome => ({ id, state: 'done', version }))
  return [...late, ...refused, ...made]
}

async function updateRows(
  { updateMany }: ImportWriterGround,
  { scope: { ctx, entity }, columns }: SheetGround,
  { rows, within }: Writing,
): Promise<RecordOutcome[]> {
  if (rows.length === 0) return []
  const valuesOf = new Map(rows.map(({ row, values }) => [row.id, values]))
  const changes = (current: JsonObject): JsonObject => ({ ...valuesOf.get(String(current['id'])) })
  const writer = updateMany({ entity: entity.name, tagged: columns.includes(TAGS_FIELD), valuesOf: changes })
  const outcomes = await writer.each(ctx, [...valuesOf.keys()], within)
  return outcomes.map((outcome) => (outcome.state === 'refused' ? refusedBy(outcome, outcome.error) : outcome))
}

function sheetRow({ line, cells = [] }: ImportedRow): SheetRow {
  return { line, cells }
}

function madeSince({ locale }: RequestContext): string {
  return textIn(MADE_SINCE, locale)
}

const MADE_SINCE = {
  en: 'Somebody has made this record since the import began: import the row again.',
  'zh-CN': '导入开始后已有人创建此记录：请重新导入此行。',
}

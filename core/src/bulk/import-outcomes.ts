import type { ImportOperation } from '@tenon/sdk/contract/import-api'
import { textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import type { Refusal } from '../imports/sheets/map-sheet.ts'
import type { RecordOutcome } from '../records/many/record-outcome.ts'
import type { ImportedRow } from './import-rows.ts'

/** A row of which nothing was taken, and why. */
export function refusedRow(
  { id }: Pick<ImportedRow, 'id'>,
  refusals: ReadonlyArray<Pick<Refusal, 'message'>>,
  code: TenonError['code'] = 'VALIDATION_FAILED',
): RecordOutcome {
  return {
    id,
    state: 'refused',
    error: new TenonError({ code, message: refusals.map((one) => one.message).join(' · ') }),
  }
}

/** The same by what the write of its record says. */
export function refusedBy(row: Pick<ImportedRow, 'id'>, { code, message, problems }: TenonError): RecordOutcome {
  return refusedRow(row, problems.length === 0 ? [{ message }] : problems, code)
}

/** Rows that are refused or left alone whatever their cells hold, and all others. */
export function settledRows(
  { locale }: RequestContext,
  { match }: ImportOperation,
  rows: readonly ImportedRow[],
): { settled: RecordOutcome[]; open: ImportedRow[] } {
  const settled: RecordOutcome[] = []
  const open: ImportedRow[] = []
  for (const row of rows) {
    if (row.problem !== undefined) settled.push(refusedRow(row, [{ message: row.problem }]))
    else if (row.found !== true || match?.existing !== 'skip') open.push(row)
    else settled.push({ id: row.id, state: 'skipped', note: textIn(THERE, locale) })
  }
  return { settled, open }
}

const THERE = { en: 'There already: left as it is.', 'zh-CN': '已存在：保持不变。' }

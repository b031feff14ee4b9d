import type { ImportMatch } from '@tenon/sdk/contract/import-api'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { textIn } from '@tenon/sdk/contract/locale'
import type { ValidatedValues } from '../../model/validated-values.ts'
import { isUuid } from '../../records/is-uuid.ts'
import type { RecordScope } from '../../records/record-scope.ts'
import type { TargetFinder } from '../find-targets.ts'
import type { FieldRule } from '../import-mapping.ts'
import { mapRows } from '../map-rows.ts'
import type { SourceTally } from '../source-tally.ts'
import { cellText } from './cell-text.ts'
import { fieldLabel } from './import-fields.ts'
import type { SheetRow } from './read-sheet.ts'

/** What a file's rows are read by. */
export interface SheetGround {
  scope: RecordScope
  /** Key of the field of each column; null leaves it out. */
  columns: ReadonlyArray<string | null>
  match: ImportMatch | null
  finder: TargetFinder
}

/** Why a row cannot be taken; `column`: place of the column, null where the row as a whole is at fault. */
export interface Refusal {
  column: number | null
  message: string
}

export interface MappedSheet {
  /** By the row's line. */
  values: Map<number, ValidatedValues>
  refusals: Map<number, Refusal[]>
}

/** The values of rows, checked and in their stored form, with what references name looked up among what the actor may see. */
export async function mapSheet(ground: SheetGround, rows: readonly SheetRow[]): Promise<MappedSheet> {
  const { scope, columns, finder } = ground
  const { ctx, model, entity } = scope
  const refusals = new Map<number, Refusal[]>()
  const fields: Record<string, FieldRule> = {}
  for (const [at, key] of columns.entries()) if (key !== null && key !== 'id') fields[key] = { column: String(at) }
  // What was not there for the rows before may be there by now.
  finder.forgetMissing()
  const mapped = await mapRows(
    {
      ctx,
      model,
      entity,
      source: { entity: entity.name, fields },
      finder,
      tally: refusalsInto(ground, refusals),
      byLook: true,
    },
    rows.map((row) => ({ line: row.line, damage: damageOf(ground, row), cells: cellsOf(ground, row) })),
  )
  return { values: new Map(mapped.map(({ row, values }) => [row.line, values])), refusals }
}

/** What a row's record is found by; null where the cell is empty or holds no such thing, undefined where nothing is looked for. */
export function keyOfRow(
  { columns, match }: Pick<SheetGround, 'columns' | 'match'>,
  { cells }: SheetRow,
  values: ValidatedValues | undefined,
): JsonValue | undefined {
  if (match === null) return undefined
  if (match.field !== 'id') return values?.[match.field] ?? null
  const text = (cells[columns.indexOf('id')] ?? '').toLowerCase()
  return isUuid(text) ? text : null
}

function cellsOf({ scope, columns }: SheetGround, { cells }: SheetRow): Map<string, string> {
  return new Map(
    columns.map((key, at) => [String(at), key === null ? '' : cellText(scope, key, cells[at] ?? '')] as const),
  )
}

function damageOf({ scope, columns }: SheetGround, { cells }: SheetRow): string | null {
  if (cells.length === columns.length) return null
  const message = {
    en: `This row has ${cells.length} cells where there are ${columns.length} columns.`,
    'zh-CN': `此行有 ${cells.length} 个单元格，而列数为 ${columns.length}。`,
  }
  return textIn(message, scope.ctx.locale)
}

function refusalsInto(ground: SheetGround, refusals: Map<number, Refusal[]>): SourceTally {
  const note: SourceTally['reject'] = ({ line, column, reason }) => {
    const refusal =
      column === '' ? { column: null, message: reason } : refusalAt(ground, { column: Number(column), reason })
    refusals.set(line, [...(refusals.get(line) ?? []), refusal])
  }
  const counts = { file: '', read: 0, created: 0, updated: 0, unchanged: 0, rejected: 0 }
  return { ...counts, reject: note, leaveOut: note, progress: () => undefined }
}

/** With what the field is called, where the reason does not begin with that. */
export function refusalAt(
  { scope, columns }: Pick<SheetGround, 'scope' | 'columns'>,
  { column, reason }: { column: number; reason: string },
): Refusal {
  const label = textIn(fieldLabel(scope, columns[column] ?? ''), scope.ctx.locale)
  return { column, message: reason.startsWith(label) ? reason : `${label}: ${reason}` }
}

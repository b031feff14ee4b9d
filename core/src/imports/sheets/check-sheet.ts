import {
  type CheckedImport,
  type CheckImportInput,
  IMPORT_LIMITS,
  type ImportSampleRow,
} from '@tenon/sdk/contract/import-api'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../../context/request-context.ts'
import { validateRecord } from '../../model/validate-record.ts'
import type { ValidatedValues } from '../../model/validated-values.ts'
import { expressionActor } from '../../records/expression-actor.ts'
import { type FoundRow, findRows } from './find-rows.ts'
import { toldField } from './import-fields.ts'
import { mapSheet, type Refusal, type SheetGround } from './map-sheet.ts'
import { makeOpenSheet, type OpenedSheet, type SheetDependencies } from './open-sheet.ts'
import type { SheetRow } from './read-sheet.ts'

export type CheckSheet = (
  ctx: RequestContext,
  input: CheckImportInput & { content: Uint8Array },
) => Promise<CheckedImport>

/** Makes the function that says what an import would make of a file: how its columns are understood, and of its first rows. */
export function makeCheckSheet(dependencies: SheetDependencies): CheckSheet {
  const openSheet = makeOpenSheet(dependencies)
  return async (ctx, input) => {
    const opened = await openSheet(ctx, input)
    const { sheet, ground, fields, nameOf, problems } = opened
    const { encoding, delimiter, header, rows } = sheet
    const { match, columns } = ground
    return {
      ...{ encoding, delimiter, problems },
      rows: input.partial === true ? null : rows.length,
      columns: header.map((name, at) => ({ name, field: toldName(columns[at] ?? null, nameOf) })),
      match: match && { ...match, field: nameOf(match.field) },
      fields: fields.map((field) => toldField(field, { name: nameOf(field.key), ctx })),
      sample: await sampleOf(dependencies, opened),
    }
  }
}

function toldName(key: string | null, nameOf: (key: string) => string): string | null {
  return key === null ? null : nameOf(key)
}

/** Columns that cannot be are left out of the sample; what is wrong about them is said at them. */
async function sampleOf(
  { findByKey }: SheetDependencies,
  { sheet, ground: given, problems }: OpenedSheet,
): Promise<ImportSampleRow[]> {
  const rows = sheet.rows.slice(0, IMPORT_LIMITS.sample)
  const wrong = new Set(problems.map(({ pointer }) => pointer))
  const columns = sheet.header.map((_, at) => (wrong.has(`/fields/${at}`) ? null : (given.columns[at] ?? null)))
  const ground = { ...given, columns, match: wrong.has('/match/field') ? null : given.match }
  const { values, refusals } = await mapSheet(ground, rows)
  const found = await findRows(findByKey, ground, { rows, values })
  return rows.map((row) => {
    const record = found.get(row.line) ?? null
    const refused = refusals.get(row.line) ?? refusedOf(record) ?? missingOf(ground, { row, record, values })
    return { line: row.line, cells: row.cells, becomes: becomes(ground, refused, record), problems: refused }
  })
}

function becomes({ match }: SheetGround, refused: readonly Refusal[], record: FoundRow): ImportSampleRow['becomes'] {
  if (refused.length > 0) return 'refused'
  return record !== null && match !== null ? match.existing : 'new'
}

function refusedOf(record: FoundRow): Refusal[] | null {
  return record !== null && 'refusal' in record ? [record.refusal] : null
}

interface SampleRow {
  row: SheetRow
  record: FoundRow
  values: ReadonlyMap<number, ValidatedValues>
}

/** What a new record would lack. */
function missingOf({ scope, columns }: SheetGround, { row, record, values }: SampleRow): Refusal[] {
  const own = values.get(row.line)
  if (record !== null || own === undefined) return []
  const { ctx, entity, timeZone } = scope
  const userId = ctx.actor.kind === 'user' ? ctx.actor.id : null
  const creation = { at: new Date(), userId, actor: expressionActor(ctx.actor), timeZone }
  try {
    validateRecord(entity, own, { mode: 'create', locale: ctx.locale, creation, sound: own })
    return []
  } catch (cause) {
    if (!(cause instanceof TenonError)) throw cause
    return cause.problems.map(({ pointer, message }) => {
      const at = columns.indexOf(pointer.split('/')[1] ?? '')
      return { column: at === -1 ? null : at, message }
    })
  }
}

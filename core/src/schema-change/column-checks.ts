import type { CompiledField } from '../model/compiled-model.ts'

export interface ColumnCheck {
  /** Position of the column in the field. */
  part: number
  column: string
  /** Boolean SQL over the column. */
  expression: string
  /** The expression with the column's name taken out: the same through renames. */
  pattern: string
}

/** The CHECK constraints of a field's columns. */
export function columnChecks(field: CompiledField): ColumnCheck[] {
  return field.columns.flatMap(({ name, check }, part) => {
    if (check === undefined) return []
    const quoted = `"${name.replaceAll('"', '""')}"`
    return [{ part, column: name, expression: check, pattern: check.replaceAll(quoted, '$') }]
  })
}

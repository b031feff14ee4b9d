import type { CompiledField } from '../model/compiled-model.ts'

export interface ColumnCheck {
  /** Position of the column in the field. */
  part: number
  column: string
  /** Boolean SQL over the column. */
  expression: string
  /** The expression with the names of the field's columns taken out: the same through renames. */
  pattern: string
}

function withoutNames(field: CompiledField, own: string, check: string): string {
  const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`
  const others = field.columns.filter(({ name }) => name !== own)
  return others.reduce(
    (pattern, { name }) =>
      pattern.replaceAll(quoted(name), () => `$${field.columns.findIndex((one) => one.name === name)}`),
    check.replaceAll(quoted(own), () => '$'),
  )
}

/** The CHECK constraints of a field's columns. */
export function columnChecks(field: CompiledField): ColumnCheck[] {
  return field.columns.flatMap(({ name, check }, part) => {
    if (check === undefined) return []
    return [{ part, column: name, expression: check, pattern: withoutNames(field, name, check) }]
  })
}

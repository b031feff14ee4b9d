import { checkExpression } from './check-expression.ts'
import { VARIABLES } from './check-name.ts'
import type { FieldReference } from './check-scope.ts'
import type { ExpressionEnvironment } from './expression-environment.ts'
import type { ExpressionProblem } from './expression-problem.ts'
import { RESERVED } from './parse-primary.ts'

/** A field of an entity that gets another name. */
export interface FieldRename {
  readonly entity: string
  readonly from: string
  readonly to: string
}

export type RenameResult =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly problems: readonly ExpressionProblem[] }

/**
 * Writes the new name wherever the expression names the field, over references and in loops too, and leaves every
 * other character as it is. `environment` is the model before the rename; an expression that does not fit it is not
 * touched. Where the new name alone would mean something else, it becomes `record.name`.
 */
export function renameInExpression(
  text: string,
  { entity, from, to }: FieldRename,
  environment: ExpressionEnvironment,
): RenameResult {
  return renameAllInExpression(text, (of, field) => (of === entity && field === from ? to : field), environment)
}

/** The same for any number of fields at once, so that two can take each other's names. `nameOf` gives the new one. */
export function renameAllInExpression(
  text: string,
  nameOf: (entity: string, field: string) => string,
  environment: ExpressionEnvironment,
): RenameResult {
  const checked = checkExpression(text, environment)
  if (!checked.ok) return checked
  let renamed = ''
  let at = 0
  for (const place of checked.expression.references) {
    const to = nameOf(place.entity, place.field)
    // A name that can be reached in two ways is listed twice.
    if (to === place.field || place.start < at) continue
    renamed += text.slice(at, place.start) + (meansAnother(to, place) ? `record.${to}` : to)
    at = place.end
  }
  return { ok: true, text: renamed + text.slice(at) }
}

function meansAnother(name: string, { bare, shadows }: FieldReference): boolean {
  return bare && (shadows.includes(name) || RESERVED.has(name) || VARIABLES.some((variable) => variable === name))
}

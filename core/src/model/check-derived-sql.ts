import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import { checkExpression } from '@tenon/sdk/expression/check-expression'
import type { ExpressionProblem } from '@tenon/sdk/expression/expression-problem'
import { modelEnvironment } from '@tenon/sdk/expression/model-environment'
import { sql } from 'kysely'
import { conditionToSql, expressionToSql } from '../expressions/expression-to-sql.ts'
import { modelSqlEnvironment } from '../expressions/model-sql-environment.ts'
import type { SqlEnvironment } from '../expressions/sql-environment.ts'
import { type ModelProblem, pointerStep } from './check/model-problem.ts'
import { placedProblem } from './check/placed-problem.ts'
import { compileModel } from './compile-model.ts'
import type { DerivedField } from './compiled-model.ts'

/** Derived fields of a checked document that the database cannot work out, each with the place and the reason. */
export function checkDerivedSql(document: ModelDocument): ModelProblem[] {
  const model = compileModel(document, 0)
  const environment = modelSqlEnvironment({
    model,
    schema: 'tenant',
    alias: 'r',
    context: { now: new Date(), timeZone: 'UTC', actor: null },
    visible: () => sql`true`,
  })
  return [...model.entities.values()].flatMap(({ name, derivedFields }) =>
    derivedFields.flatMap((field) => {
      const written = expressionToSql(field.derivation.expression, environment)
      const pointer = `/entities${pointerStep(name)}/properties${pointerStep(field.name)}`
      return written.ok ? [] : [refused({ document, environment }, { field, pointer, problem: written.problems[0] })]
    }),
  )
}

interface Refused {
  field: DerivedField
  pointer: string
  problem: ExpressionProblem
}

interface Ground {
  document: ModelDocument
  environment: SqlEnvironment
}

function refused(ground: Ground, { field: { schema }, pointer, problem }: Refused): ModelProblem {
  if (schema.formula !== undefined) return placedProblem(`${pointer}/formula`, problem)
  const inFilter = schema.rollup === undefined ? null : filterProblem(ground, schema.rollup)
  if (inFilter !== null) return placedProblem(`${pointer}/rollup/filter`, inFilter)
  return { pointer, rule: problem.rule, problem: problem.message }
}

/** The filter alone: within the whole aggregate its places are not those of its text. */
function filterProblem(
  { document, environment }: Ground,
  { entity, filter }: { entity: string; filter?: string },
): ExpressionProblem | null {
  const checked = filter === undefined ? null : checkExpression(filter, modelEnvironment(document, { entity }))
  if (checked?.ok !== true) return null
  const written = conditionToSql(checked.expression, environment)
  return written.ok ? null : written.problems[0]
}

import type { ExpressionSql } from '../expressions/expression-to-sql.ts'
import { expressionToSql } from '../expressions/expression-to-sql.ts'
import { modelSqlEnvironment } from '../expressions/model-sql-environment.ts'
import type { DerivedField } from '../model/compiled-model.ts'
import { standingOf } from '../model/standing.ts'
import type { DerivedScope } from './derived-scope.ts'
import { expressionTime } from './expression-time.ts'
import { type FindField, lookupQueryField } from './lookup-query-field.ts'
import type { QueryField } from './query-field.ts'
import { rowsInSight } from './rows-in-sight.ts'

/** A derived field as reading needs it: SQL over the record's row, worked out from what the reader may see. */
export function derivedQueryField(scope: DerivedScope, field: DerivedField, find: FindField): QueryField {
  const { derivation, name, operators, sortable, sortType, type } = field
  const shared = {
    ...{ name, operators, sortable, neverNull: false, sortType, standing: standingOf(type) },
    comparisonValue: field.comparisonValue,
  }
  if (derivation.path !== undefined)
    return { ...shared, ...lookupQueryField(scope, { entity: derivation.entity, path: derivation.path, find }) }
  const written = (alias: string) => expressionSql(scope, field, alias)
  return {
    ...shared,
    selectJson: (alias) => written(alias).json,
    comparable: (alias) => columnOf(written(alias), 0),
    searchText: (alias) => columnOf(written(alias), 0),
    condition: (op, comparison) => field.condition(op, { ...comparison, left: columnOf(written(comparison.alias), 0) }),
    currency: (alias) => (type === 'money' ? columnOf(written(alias), 1) : null),
  }
}

function expressionSql(scope: DerivedScope, { derivation }: DerivedField, alias: string): ExpressionSql {
  const { ctx, model, timeZone } = scope
  const environment = modelSqlEnvironment({
    model,
    schema: ctx.tenant.schema,
    alias,
    context: { now: expressionTime(ctx), timeZone, actor: null },
    visible: (entity, row) => rowsInSight(scope, entity, row),
  })
  const written = expressionToSql(derivation.expression, environment)
  if (written.ok) return written.sql
  const { entity, field } = derivation
  throw new Error(`'${entity}.${field}' was published and cannot be SQL: ${written.problems[0].message.en}`)
}

function columnOf({ columns }: ExpressionSql, index: number) {
  const column = columns[index]
  if (column === undefined) throw new Error(`An expression has no column ${index}.`)
  return column
}

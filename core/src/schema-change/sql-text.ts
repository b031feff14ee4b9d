import { createQueryId, PostgresQueryCompiler, type RawBuilder } from 'kysely'

/** The text of SQL without bound values: for the bodies of functions, and for what is kept to be used again. */
export function sqlText(query: RawBuilder<unknown>): string {
  const { sql, parameters } = new PostgresQueryCompiler().compileQuery(query.toOperationNode(), createQueryId())
  if (parameters.length > 0) throw new Error(`SQL that is to be text has bound values: ${sql}`)
  return sql
}

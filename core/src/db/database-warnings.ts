import type { Database } from './database.ts'

/** The locales whose order is that of code points, of each provider that has such. */
const BY_CODE_POINT = `datlocprovider = 'b' or (datlocprovider = 'c' and datcollate ~ '^(C|POSIX)([.]|$)')`

/** What an operator should know of this database: it works, but not as well as it could. */
export async function databaseWarnings({ execute, roles }: Pick<Database, 'execute' | 'roles'>): Promise<string[]> {
  const { rows } = await execute(`select 1 from pg_database where datname = current_database() and (${BY_CODE_POINT})`)
  const order =
    rows.length === 0
      ? null
      : "This database orders texts by code points: lists show 'Zoe' before 'anna', and Chinese names in no order that readers " +
        "know. A database that is created with ICU's order (icu_locale 'zh-Hans-u-kr-latn', the statement is in the README) " +
        'has both right: move the data there with pg_dump and pg_restore.'
  return [roles.warning, order].filter((warning) => warning !== null)
}

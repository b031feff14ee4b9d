import type { Signature } from '@tenon/sdk/expression/signatures'
import { SQL_CONVERSION_FUNCTIONS } from './sql-conversion-functions.ts'
import { SQL_DATE_FUNCTIONS } from './sql-date-functions.ts'
import type { SqlFunction } from './sql-function.ts'
import { SQL_LIST_FUNCTIONS } from './sql-list-functions.ts'
import { SQL_NUMBER_FUNCTIONS } from './sql-number-functions.ts'
import { SQL_TEXT_FUNCTIONS } from './sql-text-functions.ts'

/** Every function of the language in SQL, or null where only the evaluator has it: one that is missing does not compile. */
export const SQL_FUNCTIONS: Readonly<Record<Signature, SqlFunction>> = {
  ...SQL_NUMBER_FUNCTIONS,
  ...SQL_TEXT_FUNCTIONS,
  ...SQL_CONVERSION_FUNCTIONS,
  ...SQL_DATE_FUNCTIONS,
  ...SQL_LIST_FUNCTIONS,
}

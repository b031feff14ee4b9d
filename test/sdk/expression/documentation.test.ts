import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { EXPRESSION_LIMITS } from '@tenon/sdk/expression/expression-limits'
import { MACROS, SIGNATURES } from '@tenon/sdk/expression/signatures'
import { expect, test } from 'vitest'
import { SQL_FUNCTIONS } from '../../../core/src/expressions/sql-functions.ts'

const text = await readFile(join(import.meta.dirname, '../../../sdk/src/expression/README.md'), 'utf8')
/** Rows of the tables of operators and functions: signature, and whether the database has it. */
const documented = [...text.matchAll(/^\| `([^`]+: \S+)` \|.*\| (yes|no) \|$/gm)].map(([, signature = '', inSql]) => ({
  signature,
  inSql: inSql === 'yes',
}))

test('every function is documented, and every documented function is there', () => {
  const names = documented.map(({ signature }) => signature)
  expect([...names].sort()).toEqual([...SIGNATURES, ...MACROS].sort())
})

test('the documentation says which of them the database has', () => {
  const known = new Map<string, boolean>(SIGNATURES.map((signature) => [signature, SQL_FUNCTIONS[signature] !== null]))
  const wrong = documented.filter(({ signature, inSql }) => known.has(signature) && known.get(signature) !== inSql)
  expect(wrong).toEqual([])
})

test('the documentation has the limits', () => {
  const limits = text.slice(text.indexOf('## Limits'), text.indexOf('## SQL'))
  const missing = Object.values(EXPRESSION_LIMITS).filter((limit) => !limits.includes(limit.toLocaleString('en')))
  expect(missing).toEqual([])
})

import type { CheckedNodeOf } from '@tenon/sdk/expression/checked-node'
import { SQL_FUNCTIONS } from './sql-functions.ts'
import type { SqlGround } from './sql-ground.ts'
import { SqlRefusal } from './sql-refusal.ts'
import type { SqlValue } from './sql-value.ts'

/** A call of any function. @throws SqlRefusal for one that only the evaluator knows */
export function callToSql(ground: SqlGround, call: CheckedNodeOf<'call'>): SqlValue {
  const compile = SQL_FUNCTIONS[call.signature]
  if (compile !== null)
    return compile({ ground, call, values: call.arguments.map((argument) => ground.value(argument)) })
  const name = call.signature.replace(/: \S+$/, '')
  throw new SqlRefusal({
    en: `${name} is not worked out in the database`,
    'zh-CN': `数据库不计算 ${name}`,
  })
}

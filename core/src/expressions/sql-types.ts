import type { ExpressionType } from '@tenon/sdk/expression/expression-type'
import { SqlRefusal } from './sql-refusal.ts'

/** PostgreSQL's type for values of a type, as columns are expected to have it (an `int` may be any integer column). */
const SQL_TYPE: Readonly<Partial<Record<ExpressionType['kind'], string>>> = {
  null: 'text',
  unknown: 'text',
  string: 'text',
  choice: 'text',
  bool: 'boolean',
  int: 'numeric',
  decimal: 'numeric',
  date: 'date',
  dateTime: 'timestamptz',
  time: 'time',
  /** Milliseconds. */
  duration: 'numeric',
  dyn: 'jsonb',
  record: 'uuid',
}

/** @throws SqlRefusal for types that have no column of their own */
export function sqlTypeOf(type: ExpressionType): string {
  const known = SQL_TYPE[type.kind]
  if (known !== undefined) return known
  throw new SqlRefusal({
    en: `the database does not keep lists of ${type.kind}`,
    'zh-CN': `数据库不保存由 ${type.kind} 组成的列表`,
  })
}

/** Floating-point results differ between machines, so the database is never asked for one. */
export function refuseDouble(type: ExpressionType): void {
  if (type.kind === 'list') {
    refuseDouble(type.of)
    return
  }
  if (type.kind !== 'double') return
  throw new SqlRefusal({
    en: 'floating-point numbers are not worked out in the database; write decimals: 1500 or 0.15 instead of 1.5e3 or double()',
    'zh-CN': '数据库不计算浮点数；请使用小数：写 1500 或 0.15，不要写 1.5e3 或 double()',
  })
}

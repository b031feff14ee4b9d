import type { CheckedNodeOf } from '@tenon/sdk/expression/checked-node'
import type { Signature } from '@tenon/sdk/expression/signatures'
import { partOf, type SqlGround } from './sql-ground.ts'
import type { SqlPart } from './sql-part.ts'
import { asText } from './sql-text.ts'
import { type SqlValue, scalar } from './sql-value.ts'

export interface SqlCall {
  readonly ground: SqlGround
  readonly call: CheckedNodeOf<'call'>
  readonly values: readonly SqlValue[]
}

/** A function in SQL; null for one that only the evaluator has. */
export type SqlFunction = ((call: SqlCall) => SqlValue) | null

export type SqlFunctionTable = Partial<Record<Signature, SqlFunction>>

/** What a function is given to work with: the literals' values, and the ground for aliases. */
export interface ScalarCall {
  readonly ground: SqlGround
  /** The value of the argument, which is a literal. */
  literal(index: number): unknown
}

/** A function over columns. A null in any of them makes the result null by SQL's own rules. */
export function columns(write: (parts: [SqlPart, SqlPart, SqlPart], call: ScalarCall) => SqlPart): SqlFunction {
  return ({ ground, call, values }) => {
    const parts = values.map((value) => asText(partOf(value)))
    const literal = (index: number) => {
      const argument = call.arguments[index]
      return argument?.kind === 'constant' ? argument.value : null
    }
    return scalar(write(parts as [SqlPart, SqlPart, SqlPart], { ground, literal }))
  }
}

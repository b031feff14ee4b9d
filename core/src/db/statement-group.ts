import type pg from 'pg'
import type { RowSink } from './kept-query.ts'

export interface GroupMember {
  values: readonly unknown[]
  /** Takes the rows, which are then not in the answer. */
  sink: RowSink | null
  resolve: (answer: pg.QueryResult) => void
  reject: (error: unknown) => void
}

/** The same statement, asked with the values of several who ask it at one moment; given to a connection in place of values. */
export class StatementGroup {
  readonly members: readonly GroupMember[]

  constructor(members: readonly GroupMember[]) {
    this.members = members
  }
}

import type pg from 'pg'
import type { RowSink } from './kept-query.ts'

/** A statement that somebody asks, with his values. */
export interface GroupMember {
  text: string
  values: readonly unknown[]
  /** Takes the rows, which are then not in the answer. */
  sink: RowSink | null
  /** As whom it runs; null for the role that the server has signed in with. */
  role: string | null
  resolve: (answer: Pick<pg.QueryResult, 'rows'>) => void
  reject: (error: unknown) => void
  /**
   * Of a write, which must be made but once: called where it is known that it was not, and has to be made by itself;
   * `isToBlame` where it is why nothing of the message was written.
   */
  leave?: (isToBlame: boolean) => void
}

/** Statements of several who ask at one moment; given to a connection in place of a text. All of them enter a role, or none does; all are writes, or none is. */
export class StatementGroup {
  readonly members: readonly GroupMember[]

  constructor(members: readonly GroupMember[]) {
    this.members = members
  }
}

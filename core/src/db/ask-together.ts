import type pg from 'pg'
import type { GroupMember, StatementGroup } from './statement-group.ts'

interface Ways {
  /** Null where the connection does not keep the statement yet. */
  inOneMessage(members: readonly GroupMember[]): Promise<pg.QueryResult[]> | null
  byItself(member: GroupMember): Promise<pg.QueryResult>
}

/** What PostgreSQL says of a statement that was ended from outside. */
const CANCELLED = '57014'

/**
 * Answers the members of a group by one message, or each by its own where that cannot be or one of them has failed: the error
 * of one must not be that of the others.
 * @throws Error where all were ended, which is not tried again
 */
export async function askTogether({ members }: StatementGroup, ways: Ways): Promise<void> {
  try {
    const answers = members.length > 1 ? await ways.inOneMessage(members) : null
    if (answers !== null) {
      for (const [index, { resolve }] of members.entries()) resolve(answers[index] as pg.QueryResult)
      return
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === CANCELLED) throw error
  }
  for (const member of members) await ways.byItself(member).then(member.resolve, member.reject)
}

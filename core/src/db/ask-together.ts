import type pg from 'pg'
import type { GroupMember } from './statement-group.ts'

interface Ways<Member> {
  /** Whether the connection keeps the statement, and how to enter its role. */
  isKnown(member: Member): boolean
  inOneMessage(members: readonly Member[]): Promise<pg.QueryResult[]>
  byItself(member: Member): Promise<pg.QueryResult>
}

/** What PostgreSQL says of a statement that was ended from outside. */
const CANCELLED = '57014'

/**
 * Answers the members of a group by one message, and each by its own that cannot be in it, or where one of them has failed:
 * the error of one must not be that of the others.
 * @throws Error where all were ended, which is not tried again
 */
export async function askTogether<Member extends Pick<GroupMember, 'resolve' | 'reject'>>(
  members: readonly Member[],
  ways: Ways<Member>,
): Promise<void> {
  const answered = await answerKnown(
    members.filter((member) => ways.isKnown(member)),
    ways,
  )
  for (const member of members) {
    if (!answered.has(member)) await ways.byItself(member).then(member.resolve, member.reject)
  }
}

async function answerKnown<Member extends Pick<GroupMember, 'resolve' | 'reject'>>(
  known: readonly Member[],
  { inOneMessage }: Pick<Ways<Member>, 'inOneMessage'>,
): Promise<ReadonlySet<Member>> {
  if (known.length < 2) return new Set()
  try {
    const answers = await inOneMessage(known)
    for (const [index, { resolve }] of known.entries()) resolve(answers[index] as pg.QueryResult)
    return new Set(known)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === CANCELLED) throw error
    return new Set()
  }
}

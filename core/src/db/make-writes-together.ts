import type pg from 'pg'
import type { KeptGroup } from './kept-group.ts'
import type { GroupMember } from './statement-group.ts'

interface Ways<Member> {
  /** Whether the connection keeps the statement, and how to enter its role. */
  isKnown(member: Member): boolean
  /** Which of them it can learn in that message; it keeps none of them yet. */
  learnable(members: readonly Member[]): readonly Member[]
  inOneMessage(
    members: readonly Member[],
    limits: { lockMilliseconds: number },
  ): Pick<KeptGroup, 'answered' | 'failedPart' | 'isSent'>
  byItself(member: Member): Promise<pg.QueryResult>
}

type Writing = Pick<GroupMember, 'resolve' | 'reject' | 'leave'>

/** Who has to wait for a row or a table that somebody else holds waits by himself. */
const LOCK_MILLISECONDS = 100
/** Parsing and planning one takes as long as several writes, for which the others wait. */
const MOST_LEARNED = 2
/**
 * With these PostgreSQL refuses a statement, and has rolled its transaction back: classes of values, constraints, locks and
 * names, and what triggers raise. Any other may come after the commit, as does a connection that is lost (40003 says so).
 */
const ROLLED_BACK = /^(?!40003)(0A|21|22|23|26|40|42|44|55|P0)...$/

/**
 * Makes the writes of a group by one message, all of them or none. Where one is refused, each has to leave and be made by
 * itself: nobody waits for him then, and he gets his own error. So has one that the connection has yet to learn, beyond the
 * few that it learns with the others.
 * @throws Error where it is not known whether they were made, or they were ended: none is made again
 */
export async function makeWritesTogether<Member extends Writing>(
  members: readonly Member[],
  { isKnown, learnable, inOneMessage, byItself }: Ways<Member>,
): Promise<void> {
  const unknown = members.filter((member) => !isKnown(member))
  const learned = learnable(unknown).slice(0, MOST_LEARNED)
  const known = members.filter((member) => !unknown.includes(member) || learned.includes(member))
  const [first] = known.length > 0 ? known : members
  if (first === undefined) return
  const together = known.length > 1 ? known : [first]
  for (const member of members) if (!together.includes(member)) member.leave?.(false)
  if (together.length === 1) return byItself(first).then(first.resolve, first.reject)
  const group = inOneMessage(together, { lockMilliseconds: LOCK_MILLISECONDS })
  try {
    const answers = await group.answered
    for (const [index, { resolve }] of together.entries()) resolve(answers[index] as pg.QueryResult)
  } catch (error) {
    if (group.isSent && !isRolledBack(error)) throw error
    const { failedPart } = group
    for (const [index, { leave }] of together.entries()) leave?.(failedPart === null || failedPart === index)
  }
}

function isRolledBack(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ROLLED_BACK.test(String(error.code))
}

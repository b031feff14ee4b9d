import { type CompiledQuery, createQueryId, type Kysely } from 'kysely'
import type pg from 'pg'
import { RowSink } from './kept-query.ts'
import { isOnControlPlane } from './on-control-plane.ts'
import type { GroupMember } from './statement-group.ts'
import { currentStatementLimits, type StatementLimits, withLimitsOf, withoutSignal } from './statement-limits.ts'

type Handle = Pick<Kysely<unknown>, 'executeQuery'>

/** How statements of a handle go out together with those of others. */
export interface GroupSender {
  /** As whom its statements run; undefined where that is to be found out first. */
  knownRole(): string | null | undefined
  findRole(): Promise<string | null>
  /** The same for all handles whose statements may share a message. */
  road: GroupRoad
}

interface GroupRoad {
  /** Settles each of the members; rejects where none of them could be asked. */
  send(members: readonly GroupMember[]): Promise<void>
}

interface Waiting extends GroupMember {
  /** Of a message, which is answered from its first to its last. */
  share: number
  /** Of who asked. */
  limits: StatementLimits | undefined
}

const senders = new WeakMap<Handle, GroupSender>()
const waiting = new WeakMap<GroupRoad, Map<string, Waiting[]>>()
/** Shares are parts of one that need not add up to it exactly. */
const FULL = 1 + 1e-6

/** From here on, statements of the handle may go together with others. */
export function letRunTogether(db: Handle, sender: GroupSender): void {
  senders.set(db, sender)
}

/**
 * Runs a statement, on PostgreSQL, outside a transaction: one that only looks something up, or that waits for nobody and of
 * which it doesn't matter whether it is tried twice. What others ask at the same moment,
 * of whichever tenant, is answered by the same message: to send and to wake up take longer than the looking up does. Each
 * statement runs as its own tenant's role, and each has its answer, or its error, for itself. `most` is how many such
 * statements one message may have.
 */
export async function runTogether(
  db: Handle,
  query: CompiledQuery,
  { parameters, most }: { parameters: readonly unknown[]; most: number },
): Promise<Pick<pg.QueryResult, 'rows'>> {
  const sender = isOnControlPlane() ? undefined : senders.get(db)
  if (sender === undefined) {
    const { rows } = await db.executeQuery({ ...query, parameters, queryId: createQueryId() })
    return { rows }
  }
  const role = sender.knownRole()
  const asked = { text: query.sql, parameters, share: 1 / most }
  return enlist(sender.road, { ...asked, role: role === undefined ? await sender.findRole() : role })
}

/** What was to be written with others was not, and has to be written by itself. */
export class LeftGroup extends Error {
  /** Whether it is why none of them was. */
  readonly isToBlame: boolean

  constructor(isToBlame: boolean) {
    super('The statement was not run with others')
    this.isToBlame = isToBlame
  }
}

/**
 * Runs a statement that writes, on PostgreSQL, outside a transaction, and seldom waits for anybody. What is written at the same
 * moment, of whichever tenant, is written by the same message, which is one transaction with one commit.
 * @throws LeftGroup where it is known that it was not; any other error means what it means of a statement that goes alone
 */
export async function writeInGroup(
  db: Handle,
  query: CompiledQuery,
  { parameters, most }: { parameters: readonly unknown[]; most: number },
): Promise<Pick<pg.QueryResult, 'rows'>> {
  const sender = isOnControlPlane() ? undefined : senders.get(db)
  if (sender === undefined) throw new LeftGroup(false)
  const known = sender.knownRole()
  const role = known === undefined ? await sender.findRole() : known
  return enlist(sender.road, { text: query.sql, parameters, share: 1 / most, role, writes: true })
}

interface Asked extends Pick<Waiting, 'text' | 'role' | 'share'> {
  parameters: readonly unknown[]
  writes?: boolean
}

function enlist(
  road: GroupRoad,
  { parameters, writes = false, ...asked }: Asked,
): Promise<Pick<pg.QueryResult, 'rows'>> {
  const { promise, resolve, reject } = Promise.withResolvers<Pick<pg.QueryResult, 'rows'>>()
  const last = parameters.at(-1)
  const sink = last instanceof RowSink ? last : null
  const values = sink === null ? parameters : parameters.slice(0, -1)
  const all = waiting.get(road) ?? new Map<string, Waiting[]>()
  // All that has arrived is looked at before anything is sent.
  if (all.size === 0) setImmediate(() => sendAll(road))
  waiting.set(road, all)
  // One message has one limit of time, and goes back to no role in between.
  const limits = currentStatementLimits()
  const key = `${writes} ${asked.role === null} ${limits?.milliseconds}`
  const own = all.get(key) ?? []
  all.set(key, own)
  const leave = (isToBlame: boolean) => reject(new LeftGroup(isToBlame))
  own.push({ ...asked, values, sink, resolve, reject, ...(writes && { leave }), limits })
  return promise
}

function sendAll(road: GroupRoad): void {
  const all = waiting.get(road) ?? new Map<string, Waiting[]>()
  waiting.delete(road)
  for (const members of [...all.values()].flatMap(inMessages)) {
    const send = () => {
      road.send(members).catch((error: unknown) => {
        for (const { reject } of members) reject(error)
      })
    }
    // One who has left ends nothing that others wait for.
    withLimitsOf(members[0]?.limits, () => (members.length === 1 ? send() : withoutSignal(send)))
  }
}

function inMessages(members: readonly Waiting[]): Waiting[][] {
  const messages: Waiting[][] = []
  let room = 0
  for (const member of members) {
    const last = messages.at(-1)
    room -= member.share
    if (last !== undefined && room >= 0) last.push(member)
    else {
      messages.push([member])
      room = FULL - member.share
    }
  }
  return messages
}

import { sql } from 'kysely'
import type { TenantRef } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { gatherCalls } from '../jobs/gather-calls.ts'
import type { TenantWork } from '../jobs/work-per-tenant.ts'
import { LIVE_CHANNEL } from './channels.ts'
import type { EventKind } from './event-kind.ts'
import { liveText } from './live-text.ts'
import { makeToldEvents, type ToldEvents } from './told-events.ts'
import { WrittenEvent } from './written-event.ts'

/** One tenant's events are told and marked by one statement, which needs no other beside it. */
const LEAST_TENANTS = 2
/** Of one round. What comes while a round takes long is found in the outboxes. */
const MOST_HEARD = 2_000

interface Around {
  database: Pick<Database, 'control'>
  working: Pick<TenantWork, 'wake' | 'isAtWork'>
  /** Undefined where it is not known yet. */
  tenantOf: (schema: string) => TenantRef | undefined
  /** Undefined where anything may follow of any event. */
  followed: ((tenant: TenantRef) => Promise<readonly EventKind[]>) | undefined
  gatherMilliseconds: number
}

export interface EarlyTelling {
  /** A tenant's outbox has something, or the event that this process has written. */
  hear(schema: string, event?: unknown): void
  readonly told: ToldEvents
  /** Resolves once what was heard is told, or handed on. */
  close(): Promise<void>
}

/** Null: something of which more is to be found out in the outbox. */
type Heard = Map<string, WrittenEvent[] | null>

/**
 * Tells live subscribers of events of many tenants in one statement, where this process has written them and nothing else
 * follows of them: what tells and marks those of one tenant is a statement for each of them, and under writes of many tenants
 * has one event or two. Their marking, which is the authority of what is delivered, then has time, and many of them share a
 * statement: should the process end before, they are told once more by who finds them. All else is looked for in the outboxes.
 * A tenant's events are told early only while no others of it are on their way here, so that none overtakes an earlier one.
 * One whose delivery has failed may be overtaken: whoever hears of a change reads what is there.
 */
export function makeEarlyTelling(around: Around): EarlyTelling {
  const { working, gatherMilliseconds } = around
  const told = makeToldEvents(working.wake)
  let heard: Heard = new Map()
  let count = 0
  let telling: Promise<void> | null = null
  const gathered = gatherCalls(begin, gatherMilliseconds)

  function hear(schema: string, event?: unknown): void {
    const known = heard.get(schema)
    if (!(event instanceof WrittenEvent) || known === null || count >= MOST_HEARD) heard.set(schema, null)
    else {
      count += 1
      if (known === undefined) heard.set(schema, [event])
      else known.push(event)
    }
    gathered('all')
  }

  /** One round after the other: what is heard first is told first. */
  function begin(): void {
    if (telling !== null || heard.size === 0) return
    const round = heard
    heard = new Map()
    count = 0
    telling = tellRound(round, { ...around, told }).finally(() => {
      telling = null
      if (heard.size > 0) gathered('all')
    })
  }

  async function close(): Promise<void> {
    while (telling !== null || heard.size > 0) {
      begin()
      await telling
    }
    told.close()
  }

  return { hear, told, close }
}

/** Never rejects: what cannot be told here is told with its marking. */
async function tellRound(round: Heard, around: Around & { told: ToldEvents }): Promise<void> {
  const { database, working, told } = around
  const early: Array<[schema: string, events: readonly WrittenEvent[]]> = []
  for (const [schema, events] of await judged(round, around)) {
    if (events === null || working.isAtWork(schema) || !told.hasRoom()) working.wake(schema)
    else early.push([schema, events])
  }
  if (early.length === 0) return
  const texts = early.flatMap(([schema, events]) => events.map((event) => liveText(schema, event)))
  try {
    await sql`select pg_notify(${LIVE_CHANNEL}, value) from jsonb_array_elements_text(${JSON.stringify(texts)}::jsonb)`.execute(
      database.control,
    )
    for (const [schema, events] of early) told.add(schema, events)
  } catch {
    for (const [schema] of early) working.wake(schema)
  }
}

/** With null for what is not to be told here. */
async function judged(round: Heard, { tenantOf, followed }: Around): Promise<Heard> {
  const written = [...round].filter(([, events]) => events !== null)
  if (followed === undefined || written.length < LEAST_TENANTS)
    return new Map([...round.keys()].map((schema) => [schema, null]))
  const judge = async ([schema, events]: [string, WrittenEvent[] | null]): Promise<[string, WrittenEvent[] | null]> => {
    const tenant = events === null ? undefined : tenantOf(schema)
    const kinds = tenant === undefined ? null : await followed(tenant).catch(() => null)
    const isPlain =
      kinds !== null && events?.every(({ message }) => !kinds.includes(`${message.type} ${message.entity}`))
    return [schema, isPlain ? events : null]
  }
  return new Map(await Promise.all([...round].map(judge)))
}

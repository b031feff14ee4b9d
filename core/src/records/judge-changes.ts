import type { FindRecordsInput, RecordFilter, RecordPage } from '@tenon/sdk/contract/query'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { actorReference, type RequestContext } from '../context/request-context.ts'
import { gatherCalls } from '../jobs/gather-calls.ts'
import { mayHavePlaceholders } from './fill-placeholders.ts'

/** What a change of a record is to somebody who follows a list: it shows it now, not any more, or never did. */
export type Verdict = 'shown' | 'left' | 'hidden'

export interface Followed {
  /** As clients call it, and its key. */
  entity: string
  key: string
  where?: RecordFilter | undefined
}

export type JudgeChange = (ctx: RequestContext, followed: Followed, recordId: string) => Promise<Verdict>

export type JudgeRecords = (
  ctx: RequestContext,
  followed: Followed,
  ids: ReadonlySet<string>,
) => Promise<ReadonlyMap<string, Verdict>>

/** What comes so soon after a look waits for the next one, and is looked at together; after a rest nobody waits. */
const GATHER_MILLISECONDS = 20
/** Of one reading. */
export const MOST_JUDGED = 200

interface Group extends Followed {
  ctx: RequestContext
  ids: Set<string>
  verdicts: Promise<ReadonlyMap<string, Verdict>>
}

interface Dependencies {
  findRecords: (ctx: RequestContext, input: FindRecordsInput) => Promise<RecordPage<TenonRecord>>
  /** The same for actors to whom the same records of the entity are shown. */
  rightsKey: (ctx: RequestContext, entity: string) => Promise<string>
}

/**
 * Tells subscribers' changes apart by reading again, under the rights of whoever subscribes. Subscribers with equal rights
 * and the same filter share the reading, and changes of one moment do: at most three statements for each such group.
 */
export function makeJudgeChanges({ findRecords, rightsKey }: Dependencies): JudgeChange {
  const judgeRecords = makeJudgeRecords({ findRecords })
  const gathering = new Map<string, Group>()
  const gathered = makeRounds(GATHER_MILLISECONDS)
  const keyOf = forAWhile(rightsKey)

  async function judge(key: string, group: Group): Promise<ReadonlyMap<string, Verdict>> {
    await gathered()
    if (gathering.get(key) === group) gathering.delete(key)
    const { ctx, ids, ...followed } = group
    // Whoever asked first may leave: the others still want to know.
    return judgeRecords({ ...ctx, signal: new AbortController().signal }, followed, ids)
  }

  return async (ctx, followed, recordId) => {
    const rights = await keyOf(ctx, followed.key)
    const filter = JSON.stringify(followed.where ?? null)
    // Who looks: with the same filter, “mine” is something else for each of them.
    const reader = mayHavePlaceholders(filter) ? actorReference(ctx.actor) : null
    const key = JSON.stringify([ctx.tenant.schema, rights, followed.key, filter, reader])
    let group = gathering.get(key)
    if (group === undefined || group.ids.size >= MOST_JUDGED) {
      const fresh: Group = { ...followed, ctx, ids: new Set(), verdicts: Promise.resolve(new Map()) }
      fresh.verdicts = judge(key, fresh)
      gathering.set(key, fresh)
      group = fresh
    }
    group.ids.add(recordId)
    return (await group.verdicts).get(recordId) ?? 'hidden'
  }
}

/** Makes the function that tells many records of one entity apart for one actor, `MOST_JUDGED` at most, by three statements. */
export function makeJudgeRecords({ findRecords }: Pick<Dependencies, 'findRecords'>): JudgeRecords {
  return async (ctx, { entity, where }, ids) => {
    const find = async (some: ReadonlySet<string>, more: Partial<FindRecordsInput>) => {
      if (some.size === 0) return new Set<string>()
      const named: RecordFilter = { field: 'id', op: 'in', value: [...some] }
      const all = more.where === undefined ? named : { and: [named, more.where] }
      const { records } = await findRecords(ctx, { entity, fields: [], limit: MOST_JUDGED, ...more, where: all })
      return new Set(records.map(({ id }) => id))
    }
    const shown = await find(ids, where === undefined ? {} : { where })
    const others = without(ids, shown)
    const readable = where === undefined ? new Set<string>() : await find(others, {})
    const gone = await find(without(others, readable), { deleted: true })
    return new Map(
      [...ids].map((id) => {
        if (shown.has(id)) return [id, 'shown'] as const
        return [id, readable.has(id) || gone.has(id) ? 'left' : 'hidden'] as const
      }),
    )
  }
}

/** To work out somebody's rights takes longer than to look at a record, and of many changes of one moment each one asks. */
function forAWhile(rightsKey: Dependencies['rightsKey']): Dependencies['rightsKey'] {
  let known: WeakMap<RequestContext, Map<string, Promise<string>>> | null = null
  return (ctx, entity) => {
    if (known === null) setTimeout(() => (known = null), GATHER_MILLISECONDS).unref()
    known ??= new WeakMap()
    const own = known.get(ctx) ?? new Map<string, Promise<string>>()
    known.set(ctx, own)
    const key = own.get(entity) ?? rightsKey(ctx, entity)
    own.set(entity, key)
    return key
  }
}

/** Resolves with the round that `gatherCalls` makes of all that come by then. */
function makeRounds(milliseconds: number): () => Promise<void> {
  let round = Promise.withResolvers<void>()
  const gathered = gatherCalls(() => {
    round.resolve()
    round = Promise.withResolvers()
  }, milliseconds)
  return () => {
    gathered('round')
    return round.promise
  }
}

function without(ids: ReadonlySet<string>, others: ReadonlySet<string>): Set<string> {
  return new Set([...ids].filter((id) => !others.has(id)))
}

/** Whoever may read all records of an entity, by whatever roles, is shown what others with these roles are. */
export function rightsKeyOf({ actor }: RequestContext, readsAll: boolean): string {
  const isStaff = actor.kind === 'user' || actor.kind === 'apiKey'
  return isStaff && readsAll ? `roles:${[...actor.roles].sort().join()}` : actorReference(actor)
}

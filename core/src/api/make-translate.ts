import type { PresenceMessage } from '@tenon/sdk/contract/presence-api'
import type { FollowedMessage, LiveMessage } from '@tenon/sdk/contract/record-event'
import { ADMIN_ROLE } from '../access/built-in-roles.ts'
import { actorReference, type RequestContext } from '../context/request-context.ts'
import { type NameBook, nameBook } from '../model/names/name-book.ts'
import { type Followed, MOST_JUDGED, type Verdict } from '../records/judge-changes.ts'
import type { ApiDependencies } from './api-services.ts'

interface Dependencies
  extends Pick<ApiDependencies, 'services' | 'models' | 'judgeChange' | 'judgeRecords' | 'readableEntities'> {
  /** Null: all that the actor may know of. */
  followed: Followed | null
}

/** Beyond so many, a stream forgets which records it has told of. */
const MOST_SHOWN = 10_000

/** What the actor is told of a message; null where it is nothing. */
export async function makeTranslate(ctx: RequestContext, dependencies: Dependencies) {
  const { services, models, followed, judgeChange, judgeRecords, readableEntities } = dependencies
  let entities = readableEntities(ctx)
  await entities
  /** Records that this stream has told of as shown: that one of them has left may be told, whoever may see it now. */
  const shown = new Map<string, Pick<Followed, 'entity' | 'key'>>()

  const tell = async (keyed: LiveMessage): Promise<FollowedMessage | null> => {
    // Begun before anything is waited for: changes that come together are judged together.
    const judging = followed === null ? null : judge(ctx, { keyed, followed, judgeChange })
    judging?.catch(() => undefined)
    const message = named(nameBook(await models.get(ctx.tenant)), keyed)
    if (message.type === 'model.published') {
      entities = readableEntities(ctx)
      await entities
      return message
    }
    if (isProgress(message)) {
      return followed === null && message.actor === actorReference(ctx.actor) ? message : null
    }
    if (message.type === 'presence.changed') {
      if (followed !== null || !isPresent(ctx, message)) return null
      // Whoever has it open has shown that they may read it, and may have lost that since.
      const { entity, id } = message.of
      const of = { entity, key: 'of' in keyed ? keyed.of.entity : entity }
      return (await judgeChange(ctx, of, id)) === 'hidden' ? null : message
    }
    if (message.type === 'plugins.changed') return followed === null && isAdmin(ctx) ? message : null
    if (!(await entities).has(message.entity)) return null
    if (judging === null && ctx.actor.kind === 'customer') {
      return (await mayKnow(ctx, services, message)) ? told(ctx, message) : null
    }
    const everything = { entity: message.entity, key: 'entity' in keyed ? keyed.entity : message.entity }
    if (message.type === 'approval.changed') {
      // Whoever follows records hears of their own changes; a request names its record only to who may read that.
      const isSeen = judging === null && (await judgeChange(ctx, everything, message.record)) !== 'hidden'
      return isSeen ? message : null
    }
    if (!('recordId' in message)) return judging === null || (await judging) === 'shown' ? message : null
    const verdict = await (judging ?? judgeChange(ctx, everything, message.recordId))
    // Of a deleted record, too, whoever might read it hears; but where a list is followed, that it has left that.
    if (verdict === 'shown' || (verdict === 'left' && judging === null)) {
      if (shown.size >= MOST_SHOWN) shown.clear()
      // Those that were told of last are the last ones.
      shown.delete(message.recordId)
      shown.set(message.recordId, everything)
      return told(ctx, message)
    }
    const wasShown = shown.delete(message.recordId)
    if (verdict === 'hidden' && !wasShown) return null
    return { type: 'record.left', entity: message.entity, recordId: message.recordId }
  }
  const forget = async () => {
    entities = readableEntities(ctx)
    // A failure is met by the next message.
    await entities.catch(() => undefined)
  }
  /** Of the records that this stream has told of last, those that the actor does not see any more. */
  const lost = async (): Promise<FollowedMessage[]> => {
    const last = [...shown].slice(-MOST_JUDGED)
    const groups = Map.groupBy(last, ([, { key }]) => key)
    const gone = [...groups.values()].map(async (told) => {
      const [first] = told
      const ids = new Set(told.map(([id]) => id))
      const verdicts = first && (await judgeRecords(ctx, followed ?? first[1], ids))
      return told.filter(([id]) => verdicts?.get(id) === 'hidden')
    })
    return (await Promise.all(gone)).flat().map(([recordId, { entity }]) => {
      shown.delete(recordId)
      return { type: 'record.left', entity, recordId }
    })
  }
  return { tell, forget, lost }
}

interface Judging extends Pick<Dependencies, 'judgeChange'> {
  keyed: LiveMessage
  followed: Followed
}

async function judge(ctx: RequestContext, { keyed, followed, judgeChange }: Judging): Promise<Verdict> {
  if (!('entity' in keyed) || keyed.entity !== followed.key) return 'hidden'
  if ('recordId' in keyed) return judgeChange(ctx, followed, keyed.recordId)
  return keyed.type === 'records.recalculated' && ctx.actor.kind !== 'customer' ? 'shown' : 'hidden'
}

/** The entity as clients call it. */
function named({ isPlain, names }: NameBook, message: LiveMessage): LiveMessage {
  if (isPlain) return message
  if ('of' in message) return { ...message, of: { ...message.of, entity: names.entity(message.of.entity) } }
  return 'entity' in message ? { ...message, entity: names.entity(message.entity) } : message
}

/** Who has the record open is for those to know who have it open themselves. */
function isPresent({ actor }: RequestContext, { people }: PresenceMessage): boolean {
  const own = actorReference(actor)
  return actor.kind === 'user' && people.some((person) => person.actor === own)
}

function isAdmin({ actor }: RequestContext): boolean {
  return (actor.kind === 'user' || actor.kind === 'apiKey') && actor.roles.includes(ADMIN_ROLE)
}

type EntityMessage = Extract<LiveMessage, { entity: string }>

/** An end customer learns of changes of the own records alone. */
async function mayKnow(ctx: RequestContext, services: Dependencies['services'], message: EntityMessage) {
  if (message.type === 'records.recalculated' || message.type === 'approval.changed') return false
  const { entity, recordId: id } = message
  return services.records.get(ctx, { entity, id, fields: [] }).then(
    () => true,
    () => false,
  )
}

/** Who of the staff it was is not for end customers to know. */
function told({ actor }: RequestContext, message: LiveMessage): LiveMessage {
  return actor.kind === 'customer' && 'actor' in message ? { ...message, actor: '' } : message
}

function isProgress(message: LiveMessage) {
  return (
    message.type === 'action.progress' || message.type === 'bulk.progress' || message.type === 'duplicates.progress'
  )
}

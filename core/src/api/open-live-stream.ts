import { Readable } from 'node:stream'
import type { LiveMessage } from '@tenon/sdk/contract/record-event'
import { ADMIN_ROLE } from '../access/built-in-roles.ts'
import { actorReference, type RequestContext } from '../context/request-context.ts'
import { type NameBook, nameBook } from '../model/names/name-book.ts'
import type { ApiDependencies } from './api-services.ts'

const HEARTBEAT_MS = 15_000
/** A client that does not read this much is cut off; it comes back and re-reads. */
const MAX_WAITING_BYTES = 64 * 1024

interface Dependencies extends Pick<ApiDependencies, 'services' | 'subscribeLive' | 'models'> {
  /** Milliseconds since 1970 at which the caller's credential ends. */
  expiresAt: number | null
  /** Aborted when the server ends: clients are to come back to another process, not all at once. */
  ending: AbortSignal
}

/** A text/event-stream of the changes that the actor may know of. Ends with the request or with its credential. */
export async function openLiveStream(ctx: RequestContext, dependencies: Dependencies): Promise<Readable> {
  const { services, subscribeLive, models, expiresAt, ending } = dependencies
  let entities = await readableEntities(ctx, services)
  const stream = new Readable({ read: () => undefined })
  const end = () => void (stream.destroyed || stream.destroy())
  const sendAway = () => {
    write(`retry: ${500 + Math.floor(Math.random() * 2_500)}\n: the server ends\n\n`)
    stream.push(null)
  }
  const write = (text: string) => {
    if (stream.destroyed) return
    if (stream.readableLength > MAX_WAITING_BYTES) end()
    else stream.push(text)
  }

  async function forward(keyed: LiveMessage): Promise<void> {
    const message = named(nameBook(await models.get(ctx.tenant)), keyed)
    if (message.type === 'model.published') entities = await readableEntities(ctx, services)
    else if (message.type === 'action.progress') {
      if (message.actor !== actorReference(ctx.actor)) return
    } else if (message.type === 'plugins.changed') {
      if (!isAdmin(ctx)) return
    } else if (!entities.has(message.entity) || !(await mayKnow(ctx, services, message))) return
    write(`data: ${JSON.stringify(told(ctx, message))}\n\n`)
  }

  // One after the other, so that messages keep their order while rights are looked up.
  let last = Promise.resolve()
  const stop = subscribeLive(ctx.tenant.schema, (message) => {
    last = last.then(() => forward(message)).catch(end)
  })
  const heartbeat = setInterval(() => write(': heartbeat\n\n'), HEARTBEAT_MS)
  const expiry = endAt(expiresAt, end)
  ending.addEventListener('abort', sendAway, { once: true })
  stream.once('close', () => {
    ending.removeEventListener('abort', sendAway)
    stop()
    clearInterval(heartbeat)
    clearTimeout(expiry)
  })
  if (ctx.signal.aborted) end()
  ctx.signal.addEventListener('abort', end, { once: true })
  write('retry: 1000\n: connected\n\n')
  return stream
}

/** The entity as clients call it. */
function named({ names }: NameBook, message: LiveMessage): LiveMessage {
  return 'entity' in message ? { ...message, entity: names.entity(message.entity) } : message
}

async function readableEntities(ctx: RequestContext, services: Dependencies['services']): Promise<Set<string>> {
  return new Set(Object.keys((await services.model.view(ctx)).entities))
}

function isAdmin({ actor }: RequestContext): boolean {
  return (actor.kind === 'user' || actor.kind === 'apiKey') && actor.roles.includes(ADMIN_ROLE)
}

type EntityMessage = Extract<LiveMessage, { entity: string }>

/** Staff learn that a record of an entity has changed; an end customer only of the own ones. */
async function mayKnow(ctx: RequestContext, services: Dependencies['services'], message: EntityMessage) {
  if (ctx.actor.kind !== 'customer') return true
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

const MAX_TIMER_MS = 2 ** 31 - 1

function endAt(expiresAt: number | null, end: () => void): NodeJS.Timeout | undefined {
  if (expiresAt === null) return undefined
  return setTimeout(end, Math.min(MAX_TIMER_MS, Math.max(0, expiresAt - Date.now())))
}

import type { Socket } from 'node:net'
import type { Readable } from 'node:stream'
import type { FollowedMessage, LiveMessage } from '@tenon/sdk/contract/record-event'
import type { RequestContext } from '../context/request-context.ts'
import { madeAt } from '../db/made-at.ts'
import type { Authenticated } from '../identity/authenticated.ts'
import type { Followed } from '../records/judge-changes.ts'
import type { ApiDependencies } from './api-services.ts'
import { openEventStream } from './event-stream.ts'
import { makeTranslate } from './make-translate.ts'
import { watchCaller } from './watch-caller.ts'

interface Dependencies
  extends Pick<
    ApiDependencies,
    | 'services'
    | 'subscribeLive'
    | 'onRightsChange'
    | 'models'
    | 'readMissed'
    | 'judgeChange'
    | 'judgeRecords'
    | 'readableEntities'
    | 'readSight'
  > {
  /** Tells anew who it is. */
  identify(): Promise<Authenticated>
  /** What the answer is sent over. */
  socket: Socket | null
  /** Milliseconds since 1970 at which the caller's credential ends. */
  expiresAt: number | null
  /** Aborted when the server ends. */
  ending: AbortSignal
  /** Null: all that the actor may know of. */
  followed: Followed | null
  /** Does what all streams do at one moment, as when rights change, for a few of them at a time. */
  inTurn(work: () => Promise<void>): Promise<void>
  /** Id of the message that the client has heard last, where it comes back. */
  lastId: string | undefined
}

/** Twice the new records of one request. A client that takes none of so many is cut off: they would fill the server's memory. */
const MOST_BEHIND = 2_000

/**
 * A text/event-stream of the changes that the actor may know of. Ends with the request, with its credential and when the actor
 * has become another: whoever may hear on comes back. Where the actor sees other records without any of them having changed, as
 * when a share begins or ends, it tells which of those that it has told of have left, and that all has to be read again.
 */
export async function openLiveStream(ctx: RequestContext, dependencies: Dependencies): Promise<Readable> {
  const { subscribeLive, readMissed, lastId } = dependencies
  const translate = await makeTranslate(ctx, dependencies)
  let stop: () => void = () => undefined
  const events = openEventStream({ ...dependencies, signal: ctx.signal, onClose: () => stop() })
  const send = async (heard: FollowedMessage, id?: string) => {
    const room = events.room()
    if (room !== null) await room
    events.send(heard, id)
  }
  // One after the other, so that messages keep their order while rights are looked up.
  let last = Promise.resolve()
  let behind = 0
  const forward = (message: LiveMessage, id?: string) => {
    if (behind >= MOST_BEHIND && events.room() !== null) return events.end()
    behind += 1
    const told = translate.tell(message)
    // A failure is met where its turn comes.
    told.catch(() => undefined)
    last = last
      .then(async () => {
        const heard = await told
        if (heard !== null) await send(heard, id)
        behind -= 1
      })
      .catch(events.end)
  }
  if (lastId !== undefined) {
    // What comes meanwhile waits behind what was missed.
    last = readMissed(ctx.tenant.schema, lastId)
      .then(async (missed) => {
        if (missed === null) return send(MISSED)
        // All at once, so that they are judged together.
        const told = await Promise.all(missed.map(({ message }) => translate.tell(message)))
        for (const [index, heard] of told.entries()) if (heard !== null) await send(heard, missed[index]?.id)
      })
      .catch(events.end)
  }
  const onRightsChange = (listener: () => void) => dependencies.onRightsChange(ctx.tenant.schema, listener)
  const { identify, readSight, inTurn } = dependencies
  const onOtherSight = async () => {
    last = last
      .then(async () => {
        await translate.forget()
        for (const left of await translate.lost()) await send(left)
        await send(MISSED)
      })
      .catch(events.end)
    await last
  }
  const stops = [
    subscribeLive(ctx.tenant.schema, forward),
    watchCaller({
      ...{ actor: ctx.actor, identify, onRightsChange, onOtherSight },
      readSight: (since) => readSight(ctx, since),
      ...{ inTurn, heardLast: madeAt(lastId ?? '') },
      onOther: () => events.endWith(MISSED),
      onSettled: translate.forget,
    }),
  ]
  stop = () => {
    for (const end of stops) end()
  }
  if (events.stream.destroyed) stop()
  return events.stream
}

const MISSED: FollowedMessage = { type: 'live.missed' }

import pLimit, { type LimitFunction } from 'p-limit'
import type { HostScope } from './host-scope.ts'

/** Connections are few, and those of other tenants' calls would be waited for behind a flood of one's. */
const OF_ONE_LANE = 4
/** So many records of the largest size are 5 MB; pages of more are read one after the other. */
const LARGE_PAGE = 50

/** Keeps a turn after its work has ended, until this too has come to its end. */
export type HoldTurn = (until: Promise<void>) => void

/** Does a host call's work on records when it is its tenant's turn. `rows`: how many it may read. */
export type RecordTurns = <T>(scope: HostScope, rows: number, work: (hold: HoldTurn) => Promise<T>) => Promise<T>

interface Lane {
  turns: LimitFunction
  large: LimitFunction
  /** Whether its last page was a long one: the next is likely to be. */
  long: boolean
  users: number
}

/**
 * Bounds how much of the database and of this process's memory one tenant's code has at a time. What somebody waits for
 * has a lane of its own, so that it need not wait behind what actions and jobs ask for. Who comes later waits, as long as
 * its call lives.
 */
export function makeRecordTurns(): RecordTurns {
  const lanes = new Map<string, Lane>()
  return async (scope, rows, work) => {
    if (isNested(scope)) return work(() => undefined)
    const { ctx, kind } = scope
    const key = `${kind === 'action' || kind === 'afterHook' ? 'later' : 'waited for'} ${ctx.tenant.id}`
    const lane = lanes.get(key) ?? { turns: pLimit(OF_ONE_LANE), large: pLimit(1), long: false, users: 0 }
    lanes.set(key, lane)
    lane.users += 1
    const done = Promise.withResolvers<Awaited<ReturnType<typeof work>>>()
    const turn = () =>
      lane.turns(async () => {
        let held: Promise<void> | null = null
        try {
          // Its call may have ended meanwhile, and would never learn what it has written.
          ctx.signal.throwIfAborted()
          done.resolve(await work((until) => (held = until)))
        } catch (error) {
          done.reject(error)
        }
        if (rows > 1) lane.long = held !== null
        await held
      })
    void (rows > LARGE_PAGE || (lane.long && rows > 1) ? lane.large(turn) : turn()).finally(() => {
      lane.users -= 1
      if (lane.users === 0) lanes.delete(key)
    })
    return done.promise
  }
}

/** Of a hook that another plugin's write has set off, which has a turn and waits for it. */
function isNested({ ctx: { actor } }: HostScope): boolean {
  return actor.kind === 'plugin' && actor.onBehalfOf.kind === 'plugin'
}

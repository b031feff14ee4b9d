import { isDeepStrictEqual } from 'node:util'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { Actor } from '../context/request-context.ts'
import type { Authenticated } from '../identity/authenticated.ts'
import type { Sight } from '../records/read-sight.ts'

/** Ends of sessions are told by nobody, and neither are those of shares and stand-ins. */
const EVERY_MS = 60_000
/** Longer than a process that has not heard of a change goes on with what it knew of a person. */
const SETTLED_MS = 11_000
/** Longer than a process takes to hear of a change of rights that is noted, and tells on meanwhile. */
const HEARD_LATE_MS = 2_000

interface Watching {
  actor: Actor
  /** @throws TenonError UNAUTHENTICATED once the credential is no longer good */
  identify(): Promise<Authenticated>
  /** `since`: what may have turned by itself since then is told too. */
  readSight(since?: number): Promise<Sight>
  /** When what the caller has heard last was made, in milliseconds since 1970; null where the caller does not come back. */
  heardLast: number | null
  /** Does the work when it is its turn: one change of rights has thousands look again. */
  inTurn(work: () => Promise<void>): Promise<void>
  /** Calls whenever rights, roles, people or teams of the tenant change. */
  onRightsChange(listener: () => void): () => void
  /** Is called once, when the caller is nobody any more, or somebody with other roles or of another team. */
  onOther(): void
  /** Is called when the caller sees other records than before, though none of them has changed. */
  onOtherSight(): Promise<void>
  /** Is called a while after rights have changed, once however often they did meanwhile. */
  onSettled(): Promise<void>
}

interface Cause {
  /** Whether rights have changed. */
  caused: boolean
  /** Whether every process knows of it by now. */
  settled: boolean
}

/**
 * Watches who it is that holds a stream open, for days perhaps. Of end customers nothing is asked: their tokens live for
 * minutes. Gives the function that ends it.
 */
export function watchCaller(watching: Watching): () => void {
  const { actor, onRightsChange } = watching
  if (actor.kind !== 'user' && actor.kind !== 'apiKey') return () => undefined
  let settling: NodeJS.Timeout | undefined
  let changedSince = false
  const { look, end } = makeLook(watching)
  const settleLater = () => {
    changedSince = false
    settling = setTimeout(() => {
      settling = undefined
      look({ caused: true, settled: true })
      if (changedSince) settleLater()
    }, SETTLED_MS).unref()
  }
  const stopListening = onRightsChange(() => {
    look({ caused: true, settled: false })
    changedSince = true
    if (settling === undefined) settleLater()
  })
  const lookByItself = () => look({ caused: false, settled: false })
  const first = setTimeout(lookByItself, Math.random() * SETTLED_MS).unref()
  const timer = setInterval(lookByItself, EVERY_MS + Math.random() * SETTLED_MS).unref()
  return () => {
    end()
    stopListening()
    clearTimeout(settling)
    clearTimeout(first)
    clearInterval(timer)
  }
}

/**
 * One look after the other, and never more than one that waits for its turn: it will see all that has changed by then. What the
 * caller sees to begin with is read at the first of them that nothing has caused: thousands may come at one moment. Where rights
 * change before, or a share or a stand-in begins or ends by itself, it may be another already.
 */
function makeLook(watching: Watching) {
  const { actor, identify, readSight, heardLast, inTurn, onOther, onOtherSight, onSettled } = watching
  const since = heardLast === null ? Date.now() : heardLast - HEARD_LATE_MS
  let known: Sight | null = null
  const isOtherSight = async (caused: boolean) => {
    // While nobody can say, it stays what it was.
    const now = await readSight(known === null ? since : undefined).catch(() => null)
    const before = known
    known = now ?? known
    if (now === null) return false
    return before === null ? caused || now.turned : before.model === now.model && before.text !== now.text
  }
  const lookNow = async ({ caused, settled }: Cause) => {
    if (settled) await onSettled()
    if (await isOther(actor, identify)) onOther()
    else if (await isOtherSight(caused)) await onOtherSight()
  }
  let looking: Promise<unknown> = Promise.resolve()
  let waiting: Cause | null = null
  let isOver = false
  return {
    look(cause: Cause) {
      if (waiting !== null) {
        waiting.caused ||= cause.caused
        waiting.settled ||= cause.settled
        return
      }
      const asked = { ...cause }
      waiting = asked
      const work = async () => {
        waiting = null
        if (!isOver) await lookNow(asked)
      }
      looking = looking.then(() => inTurn(work))
    },
    end() {
      isOver = true
    },
  }
}

/** Where nobody can say, as while the database is away, the caller stays who it was. */
async function isOther(actor: Actor, identify: Watching['identify']): Promise<boolean> {
  try {
    return !isDeepStrictEqual((await identify()).actor, actor)
  } catch (error) {
    return error instanceof TenonError && (error.code === 'UNAUTHENTICATED' || error.code === 'FORBIDDEN')
  }
}

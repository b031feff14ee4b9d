import { isDeepStrictEqual } from 'node:util'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { Actor } from '../context/request-context.ts'
import type { Authenticated } from '../identity/authenticated.ts'
import type { Sight } from '../records/read-sight.ts'

/** Ends of sessions are told by nobody, and neither are those of shares and stand-ins. */
const EVERY_MS = 60_000
/** Longer than a process that has not heard of a change goes on with what it knew of a person. */
const SETTLED_MS = 11_000

interface Watching {
  actor: Actor
  /** @throws TenonError UNAUTHENTICATED once the credential is no longer good */
  identify(): Promise<Authenticated>
  readSight(): Promise<Sight>
  /** Calls whenever rights, roles, people or teams of the tenant change. */
  onRightsChange(listener: () => void): () => void
  /** Is called once, when the caller is nobody any more, or somebody with other roles or of another team. */
  onOther(): void
  /** Is called when the caller sees other records than before, though none of them has changed. */
  onOtherSight(): void
  /** Is called a while after rights have changed, once however often they did meanwhile. */
  onSettled(): void
}

/**
 * Watches who it is that holds a stream open, for days perhaps. Of end customers nothing is asked: their tokens live for
 * minutes. Gives the function that ends it.
 */
export function watchCaller(watching: Watching): () => void {
  const { actor, onRightsChange, onSettled } = watching
  if (actor.kind !== 'user' && actor.kind !== 'apiKey') return () => undefined
  let settling: NodeJS.Timeout | undefined
  let changedSince = false
  const look = makeLook(watching)
  const settleLater = () => {
    changedSince = false
    settling = setTimeout(() => {
      settling = undefined
      look(true)
      onSettled()
      if (changedSince) settleLater()
    }, SETTLED_MS).unref()
  }
  const stopListening = onRightsChange(() => {
    look(true)
    changedSince = true
    if (settling === undefined) settleLater()
  })
  const first = setTimeout(() => look(false), Math.random() * SETTLED_MS).unref()
  const timer = setInterval(() => look(false), EVERY_MS + Math.random() * SETTLED_MS).unref()
  return () => {
    stopListening()
    clearTimeout(settling)
    clearTimeout(first)
    clearInterval(timer)
  }
}

/**
 * One look after the other. What the caller sees to begin with is read at the first of them that nothing has caused: thousands
 * may come at one moment. Where rights change before, it may be another already.
 */
function makeLook({ actor, identify, readSight, onOther, onOtherSight }: Watching): (caused: boolean) => void {
  let known: Sight | null = null
  const readAgain = async (caused: boolean) => {
    // While nobody can say, it stays what it was.
    const now = await readSight().catch(() => null)
    const before = known
    known = now ?? known
    if (now === null) return false
    return before === null ? caused : before.model === now.model && before.text !== now.text
  }
  let looking: Promise<unknown> = Promise.resolve()
  return (caused) => {
    looking = looking.then(async () => {
      if (await isOther(actor, identify)) onOther()
      else if (await readAgain(caused)) onOtherSight()
    })
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

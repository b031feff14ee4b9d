import { isDeepStrictEqual } from 'node:util'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { Actor } from '../context/request-context.ts'
import type { Authenticated } from '../identity/authenticated.ts'

/** Ends of sessions are told by nobody. */
const EVERY_MS = 60_000
/** Longer than a process that has not heard of a change goes on with what it knew of a person. */
const SETTLED_MS = 11_000

interface Watching {
  actor: Actor
  /** @throws TenonError UNAUTHENTICATED once the credential is no longer good */
  identify(): Promise<Authenticated>
  /** Calls whenever rights, roles, people or teams of the tenant change. */
  onRightsChange(listener: () => void): () => void
  /** Is called once, when the caller is nobody any more, or somebody with other roles or of another team. */
  onOther(): void
  /** Is called a while after rights have changed, once however often they did meanwhile. */
  onSettled(): void
}

/**
 * Watches who it is that holds a stream open, for days perhaps. Of end customers nothing is asked: their tokens live for
 * minutes. Gives the function that ends it.
 */
export function watchCaller({ actor, identify, onRightsChange, onOther, onSettled }: Watching): () => void {
  if (actor.kind !== 'user' && actor.kind !== 'apiKey') return () => undefined
  let settling: NodeJS.Timeout | undefined
  let changedSince = false
  const look = () => void isOther(actor, identify).then((other) => other && onOther())
  const settleLater = () => {
    changedSince = false
    settling = setTimeout(() => {
      settling = undefined
      look()
      onSettled()
      if (changedSince) settleLater()
    }, SETTLED_MS).unref()
  }
  const stopListening = onRightsChange(() => {
    look()
    changedSince = true
    if (settling === undefined) settleLater()
  })
  const timer = setInterval(look, EVERY_MS + Math.random() * SETTLED_MS).unref()
  return () => {
    stopListening()
    clearTimeout(settling)
    clearInterval(timer)
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

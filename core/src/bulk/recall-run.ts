import type { Locale } from '@tenon/sdk/contract/locale'
import type { Actor, RequestContext, TenantRef } from '../context/request-context.ts'
import { systemContext } from '../context/system-context.ts'
import type { RecallActor } from '../identity/make-recall-actor.ts'
import type { ClaimedRun } from './claim-run.ts'
import { runOrigin } from './run-origin.ts'

interface RecalledRun {
  tenant: TenantRef
  run: Pick<ClaimedRun, 'id' | 'operation' | 'undoes' | 'actor' | 'actorName' | 'origin' | 'locale'>
  signal: AbortSignal
}

/** The context of a run that is taken up, in the name of who began it; `isKnown` is false where they may not sign in any more. */
export async function recallRun(
  recallActor: RecallActor,
  { tenant, run, signal }: RecalledRun,
): Promise<{ ctx: RequestContext; isKnown: boolean }> {
  const actor = await recalledActor(recallActor, tenant, run.actor)
  const origin = runOrigin(run.origin ?? {}, run)
  const ctx: RequestContext = Object.freeze({
    ...systemContext(tenant, 'job'),
    ...{ actor: actor ?? formerActor(run), requestId: run.id, signal, origin },
    locale: (run.locale ?? 'en') as Locale,
  })
  return { ctx, isKnown: actor !== null }
}

async function recalledActor(recallActor: RecallActor, tenant: TenantRef, reference: string): Promise<Actor | null> {
  if (reference === 'system') return systemContext(tenant).actor
  const claim = claimOf(reference)
  return claim === null ? null : ((await recallActor(tenant.id, claim))?.actor ?? null)
}

function claimOf(reference: string): { kind: 'user' | 'apiKey'; id: string } | null {
  const [kind, ...rest] = reference.split(':')
  return kind === 'user' || kind === 'apiKey' ? { kind, id: rest.join(':') } : null
}

/** Who it was, with no rights: to be told of the end. */
function formerActor({ actor, actorName: name }: RecalledRun['run']): Actor {
  const claim = claimOf(actor)
  return { kind: 'user', id: actor, ...claim, name, roles: [] }
}

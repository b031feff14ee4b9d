import { LRUCache } from 'lru-cache'
import type { Actor } from '../context/request-context.ts'
import { upTo } from '../context/up-to.ts'
import type { CompiledModel } from '../model/compiled-model.ts'
import type { EntityAccess } from './entity-access.ts'
import type { TenantRights } from './tenant-rights-store.ts'

/** What an actor may do with the entity of a name; null where there is none. */
export type LookUp = (entity: string) => EntityAccess | null

interface Known {
  model: CompiledModel
  rights: TenantRights
  lookUp: LookUp
}

/** Actors of one tenant whose rights are known though another object says who they are. */
const MOST_ACTORS = 100

/** A person's actor is one object for as long as the sign-in is remembered. */
const byActor = new WeakMap<Actor, Known>()
/** The system's, or that of a plugin's code, is a new one at each call: by all that it says, which is plain JSON. */
const byContent = new WeakMap<TenantRights, LRUCache<string, Known>>()

/**
 * What `make` makes for the actor, worked out once for as long as the model and the tenant's rights are the same. Whoever
 * has the same rights as before has the same statements: to put these together takes longer than to run them.
 */
export function knownLookUp(
  actor: Actor,
  { model, rights }: Pick<Known, 'model' | 'rights'>,
  make: () => LookUp,
): LookUp {
  const kept = byActor.get(actor)
  if (kept?.model === model && kept.rights === rights) return kept.lookUp
  const ofTenant = byContent.get(rights) ?? new LRUCache<string, Known>(upTo(MOST_ACTORS))
  byContent.set(rights, ofTenant)
  const content = JSON.stringify(actor)
  const same = ofTenant.get(content)
  const known = same?.model === model ? same : { model, rights, lookUp: make() }
  ofTenant.set(content, known)
  byActor.set(actor, known)
  return known.lookUp
}

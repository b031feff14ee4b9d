import type { AnnouncePresenceInput, PresentPerson } from '@tenon/sdk/contract/presence-api'
import { sql } from 'kysely'
import { actorReference, type RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { PresenceHub } from '../events/make-presence-hub.ts'
import { isUuid } from './is-uuid.ts'
import { recordNotFound } from './record-not-found.ts'
import { makeOpenScope, type ScopeDependencies, tableOf } from './record-scope.ts'
import { rowPredicate } from './row-predicate.ts'

const MAX_NAME = 100

export type AnnouncePresence = (ctx: RequestContext, input: AnnouncePresenceInput) => Promise<PresentPerson[]>

interface Dependencies extends ScopeDependencies {
  database: Database
  presence: Pick<PresenceHub, 'announce'>
}

/** Makes the function by which a person says that they have a record open, and learns who else has. */
export function makeAnnouncePresence({ database, presence, ...dependencies }: Dependencies): AnnouncePresence {
  const openScope = makeOpenScope(dependencies)
  return async (ctx, { entity, id, place, state }) => {
    const scope = await openScope(ctx, { entity, action: 'read' })
    const { actor, tenant } = ctx
    // Who wrote a record, and who has it open, is for the same eyes.
    const isTold = actor.kind === 'user' && scope.access.canRead('updatedBy')
    if (!isTold || !isUuid(id)) throw recordNotFound(scope, id)
    const { rows } = await sql`select 1 from ${tableOf(ctx, scope.entity)} r
      where r.id = ${id}::uuid and ${rowPredicate(scope.access, { action: 'read', alias: 'r' })}`.execute(
      database.tenant(tenant.schema),
    )
    const own = actorReference(actor)
    const name = actor.name.slice(0, MAX_NAME).toWellFormed()
    const heard = { schema: tenant.schema, entity: scope.entity.name, record: id, place, actor: own, name, state }
    if (rows.length === 0) {
      // Whoever does not see the record any more does not have it open either.
      await presence.announce({ ...heard, state: 'gone' })
      throw recordNotFound(scope, id)
    }
    const people = await presence.announce(heard)
    return people.filter((person) => person.actor !== own)
  }
}

import type { AuditOrigin } from '@tenon/sdk/contract/audit-origin'
import { type Actor, actorReference, type RequestContext } from '../context/request-context.ts'

/** What an audit entry says of where a change came from, as JSON; null where nothing is known. Asks nobody. */
export function originOf({ actor, origin }: Pick<RequestContext, 'actor' | 'origin'>): string | null {
  const told: AuditOrigin = { ...origin, ...agentOf(actor) }
  return Object.keys(told).length === 0 ? null : JSON.stringify(told)
}

function agentOf(actor: Actor): AuditOrigin {
  switch (actor.kind) {
    case 'apiKey':
      return { name: actor.name }
    case 'customer':
      return { site: actor.site }
    case 'plugin':
      return { ...agentOf(actor.onBehalfOf), hook: actor.hook, onBehalfOf: actorReference(personBehind(actor)) }
    default:
      return {}
  }
}

/** A plugin may act for another one. */
function personBehind(actor: Actor): Actor {
  return actor.kind === 'plugin' ? personBehind(actor.onBehalfOf) : actor
}

import type { ExpressionActor } from '@tenon/sdk/expression/expression-context'
import type { Actor } from '../context/request-context.ts'
import { isUuid } from './is-uuid.ts'

/**
 * The person or key that acts, also by a plugin's code, as expressions see it; null for the system and for customers. A
 * key has roles, but no id that a field of users could hold, and no team.
 */
export function expressionActor(actor: Actor): ExpressionActor | null {
  const person = actor.kind === 'plugin' ? actor.onBehalfOf : actor
  if (person.kind !== 'user' && person.kind !== 'apiKey') return null
  const roles = [...person.roles]
  if (person.kind === 'apiKey') return { id: null, roles, team: null }
  return { id: isUuid(person.id) ? person.id : null, roles, team: person.team ?? null }
}

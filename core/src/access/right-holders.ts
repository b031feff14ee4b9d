import type { ExpressionActor } from '@tenon/sdk/expression/expression-context'
import { type Actor, actorReference } from '../context/request-context.ts'
import type { AccessGround } from './access-ground.ts'

/** Somebody whose rights an actor has: the actor, or a person for whom the actor stands in. */
export interface Holder {
  /** Null for an API key, which owns nothing and is in no team. */
  readonly userId: string | null
  /** How records name it as their maker. */
  readonly reference: string
  readonly roles: readonly string[]
  /** Ids that records are shared with: the person's and the team's. */
  readonly grantees: readonly string[]
  /** As conditions see it. */
  readonly actor: ExpressionActor
  /** Who is stood in for, such as `user:0190…`; null for the actor itself. */
  readonly behalf: string | null
}

type Person = Extract<Actor, { kind: 'user' | 'apiKey' }>

/** The actor first, then whomever it stands in for at this moment; not whom these stand in for in turn. */
export function rightHolders(ground: AccessGround, actor: Person): Holder[] {
  if (actor.kind === 'apiKey') {
    const seen = { id: null, roles: actor.roles, team: null }
    const reference = actorReference(actor)
    return [{ userId: null, reference, roles: actor.roles, grantees: [], actor: seen, behalf: null }]
  }
  const own = userHolder({ id: actor.id, roles: actor.roles, team: actor.team ?? null }, null)
  const { people, rights } = ground
  if (people === null || rights.delegations.length === 0) return [own]
  const absent = absentOf(ground, actor.id).flatMap((id) => people.person(id) ?? [])
  const others = absent.filter(({ active }) => active).map((person) => userHolder(person, `user:${person.id}`))
  return [own, ...others]
}

/** Ids of the people whom somebody stands in for at this moment. */
export function absentOf({ rights, now }: Pick<AccessGround, 'rights' | 'now'>, userId: string): string[] {
  const at = now.getTime()
  const active = rights.delegations.filter(({ standIn, from, until }) => standIn === userId && from <= at && at < until)
  return [...new Set(active.map(({ absent }) => absent))]
}

function userHolder(
  { id, roles, team }: { id: string; roles: readonly string[]; team: string | null },
  behalf: string | null,
): Holder {
  const grantees = [id, ...(team === null ? [] : [team])]
  return { userId: id, reference: `user:${id}`, roles, grantees, actor: { id, roles, team }, behalf }
}

import type { RowScope } from '@tenon/sdk/contract/role-grants'
import type { CompiledEntity } from '../model/compiled-model.ts'
import type { AccessGround } from './access-ground.ts'
import { allBelow } from './people-tree.ts'
import type { Holder } from './right-holders.ts'
import { makeRowCondition } from './row-condition.ts'
import { anyRule, type RowRule } from './row-rule.ts'

interface Scoped {
  holder: Holder
  entity: CompiledEntity
  scope: RowScope
}

/** The rows that a scope means for somebody. */
export function scopeRule(ground: AccessGround, { holder, entity, scope }: Scoped): RowRule {
  if (typeof scope === 'object') return condition(ground, { holder, entity, text: scope.where })
  switch (scope) {
    case 'all':
    case 'none':
      return scope
    case 'own':
      return ownRule(holder)
    case 'team':
    case 'teamAndBelow':
      return teamRule(ground, holder, scope)
    case 'territory':
    case 'territoryAndBelow':
      return territoryRule(ground, { holder, entity, scope })
  }
}

/** A key is nobody's owner: its own records are those that it made. */
function ownRule({ userId, reference }: Holder): RowRule {
  return userId === null ? { kind: 'value', field: 'createdBy', value: reference } : { kind: 'owner', ids: [userId] }
}

function teamRule({ people }: AccessGround, holder: Holder, scope: 'team' | 'teamAndBelow'): RowRule {
  const { userId } = holder
  if (userId === null || people === null) return ownRule(holder)
  return { kind: 'owner', ids: scope === 'team' ? people.team(userId) : people.teamAndBelow(userId) }
}

/** A record belongs to as many territories as have conditions that hold for it; one that somebody owns counts too. */
function territoryRule(
  ground: AccessGround,
  { holder, entity, scope }: Scoped & { scope: 'territory' | 'territoryAndBelow' },
): RowRule {
  const { territories } = ground.rights
  const { userId } = holder
  if (userId === null) return ownRule(holder)
  const below = (id: string) => territories.filter(({ parent }) => parent === id).map((one) => one.id)
  const own = territories.filter(({ members }) => members.includes(userId)).map(({ id }) => id)
  const meant = new Set(scope === 'territory' ? own : own.flatMap((id) => allBelow(id, below)))
  const texts = territories.flatMap(({ id, rules }) =>
    meant.has(id) && Object.hasOwn(rules, entity.name) ? (rules[entity.name] ?? []) : [],
  )
  return anyRule([ownRule(holder), ...texts.map((text) => condition(ground, { holder, entity, text }))])
}

function condition(
  { model, schema, now, timeZone }: AccessGround,
  { holder, entity, text }: Omit<Scoped, 'scope'> & { text: string },
): RowRule {
  const context = { now, timeZone, actor: holder.actor }
  const made = makeRowCondition({ model, schema, context }, { entity: entity.name, text })
  return made === null ? 'none' : { kind: 'where', condition: made }
}

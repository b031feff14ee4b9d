import { type DayPlaceholder, isPlaceholder, type Placeholder } from '@tenon/sdk/contract/filter-placeholder'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { todayIn } from '@tenon/sdk/expression/zone'
import { type RawBuilder, sql } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import { checkPlaceholder, isSeveral, type Standing } from '../model/standing.ts'
import { expressionActor } from './expression-actor.ts'
import { expressionTime } from './expression-time.ts'
import { queryProblem } from './query-problem.ts'

/** Who asks, by which clocks, and where in the input the values stand that are filled in. */
interface Asker {
  ctx: RequestContext
  timeZone: string
  pointer: string
}

interface Filled {
  value: JsonValue
  /** Of what stands for several: sub-selects of their ids, in the form in which the field holds them. */
  sets: readonly RawBuilder<unknown>[]
}

/** A team that nobody is in: what stands for the team of somebody who has none. */
const NO_TEAM = '00000000-0000-0000-0000-000000000000'
const DAY_MS = 86_400_000

/**
 * A condition's value with what its placeholders stand for, for this actor at this moment. `inList`: whether the operator
 * takes a list of which one may fit.
 * @throws TenonError BAD_REQUEST for a placeholder that is unknown, has no place here, or means somebody who is not there
 */
export function fillPlaceholders(
  value: JsonValue,
  { standing, inList }: { standing: Standing | undefined; inList: boolean },
  asker: Asker,
): Filled {
  if (!Array.isArray(value))
    return isPlaceholder(value) ? { value: one(value, { standing, asker }), sets: [] } : { value, sets: [] }
  if (!value.some(isPlaceholder)) return { value, sets: [] }
  const sets: RawBuilder<unknown>[] = []
  const values = value.flatMap((item, index): JsonValue[] => {
    if (!isPlaceholder(item)) return [item]
    const place = { ...asker, pointer: `${asker.pointer}/${index}` }
    const { name } = checked(item, { standing, inList, asker: place })
    if (!isSeveral(name, standing)) return [one(item, { standing, asker: place })]
    sets.push(setOf(name === '$teams', { standing, asker: place }))
    return []
  })
  return { value: values, sets }
}

/** What tells apart the statements of those for whom a filter with placeholders means different things. */
export function placeholderKey(ctx: RequestContext, timeZone: string): string {
  const actor = expressionActor(ctx.actor)
  return `${actor?.id ?? ''} ${actor?.team ?? ''} ${todayIn(expressionTime(ctx).getTime(), timeZone)}`
}

/** Whether there are any in a filter, or in whatever holds one, by its JSON; a text that looks like one is taken for one. */
export function mayHavePlaceholders(json: string): boolean {
  return json.includes('{"$')
}

interface Place {
  standing: Standing | undefined
  asker: Asker
}

function one(value: JsonValue, { standing, asker }: Place): JsonValue {
  const placeholder = checked(value, { standing, inList: false, asker })
  switch (placeholder.name) {
    case '$actor': {
      const id = personOf(placeholder, asker).id
      return standing === 'author' ? `user:${id}` : id
    }
    case '$team':
    case '$teams':
      return personOf(placeholder, asker).team
    default: {
      const today = todayIn(expressionTime(asker.ctx).getTime(), asker.timeZone)
      return dayOf(placeholder, today).slice(0, standing === 'month' ? 7 : 10)
    }
  }
}

function checked(value: JsonValue, { standing, inList, asker }: Place & { inList: boolean }): Placeholder {
  const found = checkPlaceholder(value, { standing, inList })
  if ('placeholder' in found) return found.placeholder
  throw queryProblem(asker.ctx.locale, { pointer: asker.pointer, rule: 'placeholder', message: found.problem })
}

/** The person who asks, also by a plugin's code. */
function personOf({ name }: Placeholder, { ctx, pointer }: Asker): { id: string; team: string } {
  const actor = expressionActor(ctx.actor)
  if (actor !== null && actor.id !== null) return { id: actor.id, team: actor.team ?? NO_TEAM }
  throw queryProblem(ctx.locale, {
    pointer,
    rule: 'placeholder',
    message: {
      en: `{ "${name}": true } speaks of the person who asks, and this is asked by no person`,
      'zh-CN': `{ "${name}": true } 代表提出请求的人员，而此请求不是由人员发出的`,
    },
  })
}

/** `2026-03-31`: the first day of the span that is `offset` after the one of today, which is given in days since 1970. */
function dayOf({ name, offset }: { name: DayPlaceholder; offset: number }, today: number): string {
  const now = new Date(today * DAY_MS)
  const [year, month] = [now.getUTCFullYear(), now.getUTCMonth()]
  switch (name) {
    case '$today':
      return dayText(today + offset)
    case '$week':
      return dayText(today - ((now.getUTCDay() + 6) % 7) + 7 * offset)
    case '$month':
      return dayText(Date.UTC(year, month + offset, 1) / DAY_MS)
    case '$quarter':
      return dayText(Date.UTC(year, month - (month % 3) + 3 * offset, 1) / DAY_MS)
    case '$year':
      return dayText(Date.UTC(year + offset, 0, 1) / DAY_MS)
  }
}

function dayText(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10)
}

/**
 * The same people and teams that row rules mean by a team, and by a team and those below. As sub-selects, so that who joins a
 * team counts at once, and so that a statement is the same for however many there are.
 */
function setOf(isWithBelow: boolean, { standing, asker }: Place): RawBuilder<unknown> {
  const { id, team } = personOf({ name: isWithBelow ? '$teams' : '$team' }, asker)
  const { schema } = asker.ctx.tenant
  const [users, teams] = [sql.id(schema, '_user'), sql.id(schema, '_team')]
  const below = sql`below(id) as (
    select ${team}::uuid union select t.id from ${teams} t join below b on t.parent_id = b.id)`
  if (standing === 'team') return sql`with recursive ${below} select id from below`
  const held = standing === 'author' ? sql`'user:' || id` : sql`id`
  if (!isWithBelow) return sql`select ${held} from ${users} where team_id = ${team}::uuid or id = ${id}::uuid`
  return sql`with recursive ${below}, managed(id) as (
      select ${id}::uuid union select u.id from ${users} u join managed m on u.manager_id = m.id)
    select ${held} from ${users} where team_id in (select id from below) or id in (select id from managed)`
}

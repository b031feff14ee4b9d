import type { EntityGrant, RoleGrants, RowScope } from '@tenon/sdk/contract/role-grants'
import { CONDITIONS, DERIVED, type Entity, FIELDS, PEOPLE, TEAM_ABOVE, type WorldRow } from './leak-world.ts'

/** What is generated for one case: what one person has. */
export interface LeakCase {
  /** Who looks, and whom that person stands in for; indexes of people. */
  me: number
  absent: number | null
  mine: RoleGrants[]
  theirs: RoleGrants[]
  /** Rows of each entity that are shared with me, by index among all rows, and whether they may be changed. */
  shares: Array<{ row: number; edit: boolean }>
}

type Action = 'read' | 'update' | 'create' | 'delete'

interface Source {
  covers(row: WorldRow, action: Action): boolean
  opensEntity(action: Action): boolean
  reads(field: string): boolean
  writes(field: string): boolean
  reveals(field: string): boolean
}

export interface Oracle {
  /** Whether the action is allowed on any row at all, as far as roles go. */
  allows(entity: Entity, action: Action): boolean
  row(row: WorldRow, action: Action): boolean
  /** Whether a role or share names the row for the action, be it seen or not. */
  names(row: WorldRow, action: Action): boolean
  /** Whether the value of a stored or derived field may be told. */
  cell(row: WorldRow, field: string): boolean
  /** Whether the field is there for the person at all. */
  field(entity: Entity, field: string): boolean
  writable(row: WorldRow, field: string): boolean
  reveals(row: WorldRow, field: string): boolean
}

const SENSITIVE = 'pin'

/** Who may see what, worked out again from what the scopes and fields of roles are said to mean, row by row. */
export function makeOracle(world: readonly WorldRow[], one: LeakCase): Oracle {
  const of = (entity: Entity) => sourcesOf(world, one, entity)
  const sources = { firm: of('firm'), order: of('order') }
  const names = (at: WorldRow, action: Action) => sources[at.entity].some((source) => source.covers(at, action))
  // What is not seen is not there, whatever else may be done with it.
  const row = (at: WorldRow, action: Action) => names(at, action) && (action === 'create' || names(at, 'read'))
  const sees = (at: WorldRow, field: string) =>
    sources[at.entity].some((source) => source.covers(at, 'read') && source.reads(field))
  const knows = (entity: Entity, field: string): boolean => {
    const own = sources[entity].some((source) => source.opensEntity('read') && source.reads(field))
    if (field === 'double') return own && knows('firm', 'worth')
    if (field === 'twice') return own && knows('order', 'amount')
    return field === 'firmSecret' ? own && knows('firm', 'secret') && everywhere('firm', 'secret') : own
  }
  // A field of other records is worked with only where it is open on all of their rows that are seen.
  const everywhere = (entity: Entity, field: string) => {
    const readers = sources[entity].filter((source) => source.opensEntity('read'))
    return (
      readers.every((source) => source.reads(field)) || readers.some((source) => source.reads(field) && isAll(source))
    )
  }
  return {
    row,
    names,
    allows: (entity, action) => sources[entity].some((source) => source.opensEntity(action)),
    field: knows,
    cell(at, field) {
      if (!knows(at.entity, field) || field === SENSITIVE) return false
      const base = field === 'double' ? 'worth' : field === 'twice' ? 'amount' : field
      return sees(at, field) && (base === field || sees(at, base))
    },
    writable: (at, field) =>
      row(at, 'update') && sources[at.entity].some((source) => source.covers(at, 'update') && source.writes(field)),
    reveals: (at, field) =>
      sources[at.entity].some((source) => source.covers(at, 'read') && source.reads(field) && source.reveals(field)),
  }
}

const allSources = new WeakSet<Source>()
const isAll = (source: Source) => allSources.has(source)

function sourcesOf(world: readonly WorldRow[], one: LeakCase, entity: Entity): Source[] {
  const holders = [{ who: one.me, roles: one.mine, shares: one.shares }]
  if (one.absent !== null) holders.push({ who: one.absent, roles: one.theirs, shares: [] })
  return holders.flatMap(({ who, roles, shares }) => {
    const own = roles.flatMap((role) => (role[entity] === undefined ? [] : [roleSource(world, who, role[entity])]))
    const readers = own.filter((source) => source.opensEntity('read'))
    const editors = own.filter((source) => source.opensEntity('update'))
    // The entity is known to have shares as soon as one record of it is shared with anybody.
    if (readers.length === 0 || !one.shares.some(({ row }) => world[row]?.entity === entity)) return own
    const has = (at: WorldRow, edit: boolean) =>
      shares.some((share) => world[share.row] === at && (!edit || share.edit))
    const shared: Source = {
      covers: (at, action) =>
        action === 'read' ? has(at, false) : action === 'update' && editors.length > 0 && has(at, true),
      opensEntity: (action) => action === 'read' || (action === 'update' && editors.length > 0),
      reads: (field) => readers.every((source) => source.reads(field)),
      reveals: (field) => readers.every((source) => source.reads(field) && source.reveals(field)),
      writes: (field) => editors.length > 0 && editors.every((source) => source.writes(field)),
    }
    return [...own, shared]
  })
}

function roleSource(world: readonly WorldRow[], who: number, grant: EntityGrant): Source {
  const covers = (row: WorldRow, action: Action) => inScope(world, who, { scope: grant[action] ?? 'none', row })
  const source: Source = {
    covers,
    opensEntity: (action) => (grant[action] ?? 'none') !== 'none',
    reads: (field) => grant.fields?.[field]?.read ?? true,
    writes: (field) => grant.fields?.[field]?.write ?? true,
    reveals: (field) => grant.fields?.[field]?.reveal ?? grant.reveal ?? false,
  }
  if (grant.read === 'all') allSources.add(source)
  return source
}

function inScope(world: readonly WorldRow[], who: number, { scope, row }: { scope: RowScope; row: WorldRow }): boolean {
  const { owner, entity } = row
  if (typeof scope === 'object') {
    return CONDITIONS[entity].find(({ text }) => text === scope.where)?.holds(row, who, [...world]) ?? false
  }
  switch (scope) {
    case 'all':
      return true
    case 'none':
      return false
    case 'own':
      return owner === who
    case 'team':
      return owner !== null && (owner === who || sameTeam(owner, who))
    case 'teamAndBelow':
      return (
        owner !== null && (owner === who || sameTeam(owner, who) || teamBelow(owner, who) || isManagedBy(owner, who))
      )
    default:
      throw new Error(`The cases have no scope '${scope}'.`)
  }
}

function sameTeam(one: number, other: number): boolean {
  const team = PEOPLE[one]?.team ?? null
  return team !== null && team === PEOPLE[other]?.team
}

function teamBelow(owner: number, who: number): boolean {
  const top = PEOPLE[who]?.team ?? null
  for (let team = PEOPLE[owner]?.team ?? null; team !== null; team = TEAM_ABOVE[team] ?? null) {
    if (top !== null && team === top) return true
  }
  return false
}

function isManagedBy(owner: number, who: number): boolean {
  for (let at = PEOPLE[owner]?.manager ?? null; at !== null; at = PEOPLE[at]?.manager ?? null) {
    if (at === who) return true
  }
  return false
}

export const ALL_FIELDS: Readonly<Record<Entity, readonly string[]>> = {
  firm: [...FIELDS.firm, ...DERIVED.firm],
  order: [...FIELDS.order, ...DERIVED.order],
}

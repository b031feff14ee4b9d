/** A tenant's people, with whom they work and whom they manage. */
export interface PeopleTree {
  /** Owners whose rows `team` means: members of the person's team, the person among them. */
  team(userId: string): readonly string[]
  /** Owners whose rows `teamAndBelow` means: also members of teams below, and whomever the person manages at any depth. */
  teamAndBelow(userId: string): readonly string[]
  /** The person's team; null for somebody who is in none. */
  teamOf(userId: string): string | null
  person(userId: string): PersonOfTenant | undefined
}

export interface PersonOfTenant {
  id: string
  name: string
  roles: string[]
  active: boolean
  team: string | null
  manager: string | null
}

export interface TeamOfTenant {
  id: string
  parent: string | null
}

/** People who left and archived teams count: their records are still theirs. */
export function makePeopleTree(people: readonly PersonOfTenant[], teams: readonly TeamOfTenant[]): PeopleTree {
  const byId = new Map(people.map((person) => [person.id, person]))
  const members = grouped(people, ({ team }) => team)
  const managed = grouped(people, ({ manager }) => manager)
  const teamsBelow = grouped(teams, ({ parent }) => parent)
  const teamOf = (userId: string) => byId.get(userId)?.team ?? null
  const team = once((userId) => {
    const own = teamOf(userId)
    return [userId, ...(own === null ? [] : idsOf(members.get(own)))]
  })
  const teamAndBelow = once((userId) => {
    const own = teamOf(userId)
    const theirTeams = own === null ? [] : allBelow(own, (id) => idsOf(teamsBelow.get(id)))
    return [...theirTeams.flatMap((id) => idsOf(members.get(id))), ...allBelow(userId, (id) => idsOf(managed.get(id)))]
  })
  return { team, teamAndBelow, teamOf, person: (userId) => byId.get(userId) }
}

/** Worked out for a person when first asked, and kept as long as the tree. */
function once(find: (userId: string) => string[]): (userId: string) => readonly string[] {
  const known = new Map<string, readonly string[]>()
  return (userId) => {
    const found = known.get(userId) ?? [...new Set(find(userId))]
    known.set(userId, found)
    return found
  }
}

/** The id itself and all below it; a circle, which no verb makes, ends. */
export function allBelow(id: string, below: (id: string) => readonly string[]): string[] {
  const found = new Set([id])
  for (const one of found) for (const next of below(one)) found.add(next)
  return [...found]
}

function grouped<T>(items: readonly T[], key: (item: T) => string | null): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const of = key(item)
    if (of === null) continue
    const group = groups.get(of)
    if (group === undefined) groups.set(of, [item])
    else group.push(item)
  }
  return groups
}

function idsOf(items: ReadonlyArray<{ id: string }> | undefined): string[] {
  return items?.map(({ id }) => id) ?? []
}

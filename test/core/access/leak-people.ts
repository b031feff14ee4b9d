import type { Kysely } from 'kysely'
import { uuidv7 } from 'uuidv7'
import type { TenantTables } from '../../../core/src/db/tenant-tables.ts'
import { PEOPLE, TEAM_ABOVE } from './leak-world.ts'

/** Writes the teams and people of the world down, and adds their ids in its order. */
export async function makePeople(
  db: Kysely<TenantTables>,
  { people, teams }: { people: string[]; teams: string[] },
): Promise<void> {
  for (const parent of TEAM_ABOVE) {
    const id = uuidv7()
    const parent_id = parent === null ? null : (teams[parent] ?? null)
    await db
      .insertInto('_team')
      .values({ id, name: `team ${teams.length}`, parent_id, archived_at: null })
      .execute()
    teams.push(id)
  }
  for (const { team, manager } of PEOPLE) {
    const id = uuidv7()
    const place = {
      team_id: team === null ? null : (teams[team] ?? null),
      manager_id: manager === null ? null : (people[manager] ?? null),
    }
    const who = { id, email: `${id}@example.com`, name: `Person ${people.length}`, roles: [] }
    await db
      .insertInto('_user')
      .values({ ...who, ...place })
      .execute()
    people.push(id)
  }
}

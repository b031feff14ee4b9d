import type { Database } from '../db/database.ts'
import { makePeopleTree, type PeopleTree } from './people-tree.ts'

/** All people and teams of a tenant, in two statements. */
export async function readPeopleTree(database: Database, schema: string): Promise<PeopleTree> {
  const db = database.tenant(schema)
  const [people, teams] = await Promise.all([
    db
      .selectFrom('_user')
      .select(['id', 'name', 'roles', 'active', 'team_id as team', 'manager_id as manager'])
      .orderBy('id')
      .execute(),
    db.selectFrom('_team').select(['id', 'parent_id as parent']).execute(),
  ])
  return makePeopleTree(people, teams)
}

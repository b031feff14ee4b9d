import type { Kysely } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { announceRights } from '../access/announce-rights.ts'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import type { PeopleSource } from './import-mapping.ts'
import type { SourceRow } from './read-rows.ts'
import type { SourceTally } from './source-tally.ts'

interface Person {
  line: number
  name: string
  email: string
  team: string
  region: string
  manager: string
}

/**
 * Adds the people of a file as users in teams, and their regions as teams above. Whoever is there already, by
 * e-mail address, is moved to the file's team, gets the file's manager and is otherwise left alone. They get no password.
 */
export async function importPeople(
  database: Database,
  ctx: RequestContext,
  { source, rows, tally }: { source: PeopleSource; rows: AsyncIterable<SourceRow>; tally: SourceTally },
): Promise<void> {
  const people: Person[] = []
  for await (const row of rows) {
    tally.read += 1
    const person = toPerson(source, row)
    if (typeof person === 'string')
      tally.reject({ line: row.line, column: source.users.name, value: '', reason: person })
    else people.push(person)
  }
  await database.transaction(ctx.tenant.schema, async (trx) => {
    for (const person of people) {
      const region = person.region === '' ? null : await ensureTeam(trx, person.region, null)
      const team = person.team === '' ? region : await ensureTeam(trx, person.team, region)
      tally[await ensureUser(trx, { person, team, roles: source.users.roles })] += 1
    }
    await setManagers(trx, { people, column: source.users.manager ?? '', tally })
    await announceRights(trx, ctx.tenant.schema)
  })
  tally.progress()
}

function toPerson({ users }: PeopleSource, { line, cells, damage }: SourceRow): Person | string {
  if (damage !== null) return damage
  const cell = (column: string | undefined) => (column === undefined ? '' : (cells.get(column) ?? ''))
  const name = cell(users.name)
  const email = (
    users.email === undefined ? `${mailbox(name)}@${users.emailDomain ?? ''}` : cell(users.email)
  ).toLowerCase()
  if (name === '') return 'the name is empty'
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) return `'${email}' is not an e-mail address`
  return { line, name, email, team: cell(users.team), region: cell(users.region), manager: cell(users.manager) }
}

/** `Darcel Schlecht` → `darcel.schlecht`; letters of any script stay. */
function mailbox(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^\p{Letter}\p{Number}]+/gu, '.')
    .replaceAll(/^\.|\.$/g, '')
}

async function ensureTeam(trx: Kysely<TenantTables>, name: string, parent: string | null): Promise<string> {
  const known = await trx.selectFrom('_team').select(['id', 'parent_id']).where('name', '=', name).executeTakeFirst()
  if (known === undefined) {
    const id = uuidv7()
    await trx.insertInto('_team').values({ id, name, parent_id: parent }).execute()
    return id
  }
  if (parent !== null && known.parent_id === null && known.id !== parent) {
    await trx.updateTable('_team').set({ parent_id: parent }).where('id', '=', known.id).execute()
  }
  return known.id
}

async function ensureUser(
  trx: Kysely<TenantTables>,
  { person, team, roles }: { person: Person; team: string | null; roles: string[] },
): Promise<'created' | 'updated' | 'unchanged'> {
  const { email, name } = person
  const known = await trx.selectFrom('_user').select(['id', 'team_id']).where('email', '=', email).executeTakeFirst()
  if (known === undefined) {
    await trx.insertInto('_user').values({ id: uuidv7(), email, name, roles, team_id: team }).execute()
    return 'created'
  }
  if (team === null || known.team_id === team) return 'unchanged'
  await trx.updateTable('_user').set({ team_id: team }).where('id', '=', known.id).execute()
  return 'updated'
}

interface Managed {
  people: readonly Person[]
  column: string
  tally: SourceTally
}

/** Once everybody is there. A manager who is unknown, or would close a circle, is refused, and the person stays as before. */
async function setManagers(trx: Kysely<TenantTables>, { people, column, tally }: Managed): Promise<void> {
  const managed = people.filter(({ manager }) => manager !== '')
  if (managed.length === 0) return
  const known = await trx.selectFrom('_user').select(['id', 'name', 'email', 'manager_id']).execute()
  const above = new Map(known.map(({ id, manager_id: manager }) => [id, manager]))
  for (const { email, manager, line } of managed) {
    const id = known.find((one) => one.email === email)?.id
    const chosen = known.find((one) => one.email === manager.toLowerCase()) ?? known.find((one) => one.name === manager)
    const isCircle = id !== undefined && chosen !== undefined && reaches(above, chosen.id, id)
    if (id === undefined || chosen === undefined || isCircle) {
      const reason = isCircle ? 'managers would form a circle' : 'there is no such person to be the manager'
      tally.reject({ line, column, value: manager, reason })
      continue
    }
    above.set(id, chosen.id)
    await trx.updateTable('_user').set({ manager_id: chosen.id }).where('id', '=', id).execute()
  }
}

/** Whether somebody is the person, or above whoever is. */
function reaches(above: ReadonlyMap<string, string | null>, from: string, person: string): boolean {
  for (let at: string | null | undefined = from; at; at = above.get(at)) if (at === person) return true
  return false
}

import { uuidv7 } from 'uuidv7'
import type { Actor, TenantRef } from '../context/request-context.ts'
import type { Tenon } from '../create-tenon.ts'
import { expectedNames } from '../model/expected-names.ts'

const BUILT_IN = ['admin', 'staff']

/** Gives a person with the roles asked for: one per set of roles, made when first asked for. */
export function makeTestPeople({ tenon, tenant, roles }: { tenon: Tenon; tenant: TenantRef; roles: string[] }) {
  const people = new Map<string, Promise<Actor>>()
  const known = [...BUILT_IN, ...roles]

  async function make(own: string[]): Promise<Actor> {
    const id = uuidv7()
    const name = `Test ${own.join(' and ')}`
    const email = `${own.join('-')}@test.example`.toLowerCase()
    await tenon.database.tenant(tenant.schema).insertInto('_user').values({ id, email, name, roles: own }).execute()
    return { kind: 'user', id, name, roles: own }
  }

  return async (wanted: string[]): Promise<Actor> => {
    const strange = wanted.find((role) => !known.includes(role))
    if (strange !== undefined) {
      throw new Error(`There is no role '${strange}' in this test; ${expectedNames(strange, known).en}.`)
    }
    const key = JSON.stringify(wanted)
    const person = people.get(key) ?? make(wanted)
    people.set(key, person)
    return person
  }
}

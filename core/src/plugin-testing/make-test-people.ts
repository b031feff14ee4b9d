import { uuidv7 } from 'uuidv7'
import type { Actor, TenantRef } from '../context/request-context.ts'
import type { Tenon } from '../create-tenon.ts'

/** Gives a person with the roles asked for: one per set of roles, made when first asked for, there for all tests. */
export function makeTestPeople({ database }: Pick<Tenon, 'database'>, { schema }: TenantRef) {
  const people = new Map<string, Promise<Actor>>()

  async function make(roles: string[], number: number): Promise<Actor> {
    const id = uuidv7()
    const name = `Test ${roles.join(' and ')}`
    const email = `person-${number}@test.example`
    await database.tenant(schema).insertInto('_user').values({ id, email, name, roles }).execute()
    return { kind: 'user', id, name, roles }
  }

  return (roles: string[]): Promise<Actor> => {
    const key = JSON.stringify(roles)
    const person = people.get(key) ?? make(roles, people.size + 1)
    people.set(key, person)
    return person
  }
}

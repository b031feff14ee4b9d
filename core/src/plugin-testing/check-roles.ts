import { expectedNames } from '../model/expected-names.ts'

const BUILT_IN = ['admin', 'staff']

/** Throws where a test asks for a person with a role that it has not given its tenant. */
export function checkRoles(wanted: readonly string[], own: readonly string[]): void {
  const known = [...BUILT_IN, ...own]
  const strange = wanted.find((role) => !known.includes(role))
  if (wanted.length === 0) throw new Error(`A person needs a role; ${expectedNames('', known).en}`)
  if (strange === undefined) return
  throw new Error(
    `There is no role '${strange}' in this test, whose own are given as openTestTenant({ roles }); ${expectedNames(strange, known).en}`,
  )
}

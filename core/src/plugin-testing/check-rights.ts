import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { namedRights } from '../hooks/named-rights.ts'
import { expectedNames } from '../model/expected-names.ts'

interface Known {
  roles: readonly string[]
  packages: readonly PluginPackage[]
}

/** Throws where a test gives a role that it does not have a right, or gives one a right that there is not. */
export function checkRights(given: Readonly<Record<string, readonly string[]>>, { roles, packages }: Known): void {
  const known = namedRights(packages.map((one) => ({ package: one }))).map(({ name }) => name)
  for (const [role, rights] of Object.entries(given)) {
    if (!roles.includes(role)) {
      throw new Error(
        `openTestTenant({ rights }) names '${role}', which is no role of its own; ${expectedNames(role, roles).en}`,
      )
    }
    const strange = rights.find((right) => !known.includes(right))
    if (strange !== undefined) throw new Error(`There is no right '${strange}'; ${expectedNames(strange, known).en}`)
  }
}

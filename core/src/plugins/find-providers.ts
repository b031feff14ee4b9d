import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { contractsWithoutProvider } from './contract-bindings.ts'
import { type PluginShelves, readShelves } from './plugin-shelves.ts'

/** For contracts that none of the packages provides: the ids of plugins on the shelves that do, to be named. */
export async function findProviders(
  packages: readonly PluginPackage[],
  shelves: PluginShelves,
): Promise<Map<string, string[]>> {
  const contracts = contractsWithoutProvider(packages).map(({ contract }) => contract)
  if (contracts.length === 0) return new Map()
  const shelved = await readShelves(shelves)
  return new Map(
    contracts.map((contract) => {
      const providing = shelved.filter(({ manifest }) => Object.hasOwn(manifest.provides ?? {}, contract))
      return [contract, [...new Set(providing.flatMap(({ manifest }) => manifest.id ?? []))].sort()]
    }),
  )
}

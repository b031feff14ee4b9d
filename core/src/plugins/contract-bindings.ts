import type { BoundContract } from '@tenon/sdk/contract/hook-call'
import type { ContractDemand, PluginPackage } from '@tenon/sdk/contract/plugin-manifest'

/** The plugins that provide a contract; more than one is a clash. */
export function providersOf(packages: readonly PluginPackage[], contract: string): PluginPackage[] {
  return packages.filter(({ manifest }) => Object.hasOwn(manifest.provides ?? {}, contract))
}

/** What a plugin needs of contracts, one after the other. */
export function demandsOf({ manifest }: PluginPackage): Array<{ contract: string; demand: ContractDemand }> {
  return Object.entries(manifest.consumes ?? {}).map(([contract, demand]) => ({ contract, demand }))
}

/** Contracts that a plugin cannot do without and that none of the packages provides, each with who needs it. */
export function contractsWithoutProvider(
  packages: readonly PluginPackage[],
): Array<{ contract: string; consumer: PluginPackage }> {
  return packages.flatMap((consumer) =>
    demandsOf(consumer)
      .filter(({ contract, demand }) => demand.optional !== true && providersOf(packages, contract).length === 0)
      .map(({ contract }) => ({ contract, consumer })),
  )
}

/** What fulfils the contracts that a plugin consumes, among these packages. */
export function boundContracts(
  plugin: PluginPackage,
  packages: readonly PluginPackage[],
): Readonly<Record<string, BoundContract>> {
  const bound = demandsOf(plugin).flatMap(({ contract }) => {
    const [provider] = providersOf(packages, contract)
    const binding = provider?.manifest.provides?.[contract]
    if (provider === undefined || binding === undefined) return []
    return [[contract, { plugin: provider.manifest.id, ...binding }] as const]
  })
  return Object.fromEntries(bound)
}

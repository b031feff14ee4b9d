import type { Actor, RequestContext } from '../context/request-context.ts'
import type { InstalledPlugin } from './installed-plugin.ts'

/** The context in which a plugin's own calls run: bounded by its grants and by whoever caused the call, one level deeper. */
export function pluginContext(ctx: RequestContext, plugin: InstalledPlugin, hook: string): RequestContext {
  const { manifest } = plugin.package
  const actor: Actor = {
    kind: 'plugin',
    id: manifest.id,
    name: manifest.label.en,
    hook,
    capabilities: pluginCapabilities(plugin),
    onBehalfOf: ctx.actor,
  }
  // The caller's key stands for the caller's own change, not for what hooks write.
  const { idempotencyKey: _key, claim: _claim, ...own } = ctx
  return Object.freeze({ ...own, actor, depth: ctx.depth + 1 })
}

const capabilities = new WeakMap<InstalledPlugin, readonly string[]>()

/** What has been granted, capabilities on contracts also as those on the entities that fulfil them here. */
export function pluginCapabilities(plugin: InstalledPlugin): readonly string[] {
  const known = capabilities.get(plugin)
  if (known !== undefined) return known
  const all = Object.freeze([...plugin.grants, ...boundCapabilities(plugin)])
  capabilities.set(plugin, all)
  return all
}

const OF_CONTRACT = /^contract:(?<contract>[^:]+):(?<right>[a-z]+)$/

function boundCapabilities({ grants, contracts = {} }: InstalledPlugin): string[] {
  return grants.flatMap((grant) => {
    const { contract = '', right = '' } = OF_CONTRACT.exec(grant)?.groups ?? {}
    const bound = Object.hasOwn(contracts, contract) ? contracts[contract] : undefined
    return bound === undefined ? [] : [`entity:${bound.entity}:${right}`]
  })
}

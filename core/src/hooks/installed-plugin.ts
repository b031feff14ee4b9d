import type { BoundContract } from '@tenon/sdk/contract/hook-call'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import type { TenantRef } from '../context/request-context.ts'

export interface InstalledPlugin {
  readonly package: PluginPackage
  /** Capabilities that an admin has granted, such as `entity:vehicle:read`. */
  readonly grants: readonly string[]
  /** What an admin has set, complete with defaults. */
  readonly settings?: JsonObject
  /** Contract that the plugin consumes → what fulfils it in this tenant. */
  readonly contracts?: Readonly<Record<string, BoundContract>>
}

export interface InstalledPlugins {
  /** A plugin comes after those that it depends on. */
  get(tenant: TenantRef): Promise<readonly InstalledPlugin[]>
}

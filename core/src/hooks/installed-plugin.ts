import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import type { TenantRef } from '../context/request-context.ts'

export interface InstalledPlugin {
  readonly package: PluginPackage
  /** Capabilities that an admin has granted, such as `entity:vehicle:read`. */
  readonly grants: readonly string[]
}

export interface InstalledPlugins {
  /** A plugin comes after those that it depends on. */
  get(tenant: TenantRef): Promise<readonly InstalledPlugin[]>
}

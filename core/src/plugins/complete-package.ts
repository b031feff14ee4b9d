import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { noHooks } from '../sandbox/read-inventory.ts'

type StoredPackage = Partial<PluginPackage> & Pick<PluginPackage, 'manifest' | 'integrity'>

/** A package as it was stored, perhaps by an older Tenon that knew fewer parts, with all parts that there are today. */
export function completePackage(stored: StoredPackage): PluginPackage {
  return {
    entities: [],
    extensions: [],
    pipelines: [],
    views: [],
    metrics: [],
    locales: {},
    hooksSource: null,
    ...stored,
    hooks: { ...noHooks(), ...stored.hooks },
  }
}

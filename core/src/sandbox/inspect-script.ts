import type { HookInventory } from '@tenon/sdk/contract/plugin-manifest'
import { isolateMemoryMb } from './call-limits.ts'
import type { ChildPool } from './child-pool.ts'
import { loadPlugin } from './load-plugin.ts'
import { type FailurePlace, pluginFailure } from './plugin-failure.ts'
import type { PluginScript } from './sandbox.ts'

/** Loads a script for no tenant and forgets it again. */
export function makeInspect(pool: ChildPool) {
  return async (script: PluginScript): Promise<HookInventory> => {
    const { pluginId, version, sourceHash } = script
    const place: FailurePlace = { pluginId, version, target: '', locale: 'en' }
    const key = JSON.stringify(['', pluginId, version, sourceHash])
    const memoryMb = isolateMemoryMb('beforeHook')
    for (let round = 0; round < 2; round++) {
      const child = await pool.childFor('')
      const load = await loadPlugin(child, { tenantId: '', key, script, memoryMb, code: null, onCpu: () => {} })
      child.dropIsolate(key)
      if (load.kind === 'ok') return load.inventory
      if (load.kind === 'failed') throw pluginFailure('PLUGIN_LOAD_FAILED', place, load.detail)
    }
    throw pluginFailure('PLUGIN_WORKER_RESTARTED', place)
  }
}

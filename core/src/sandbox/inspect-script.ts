import type { HookInventory } from '@tenon/sdk/contract/plugin-manifest'
import { isolateMemoryMb } from './call-limits.ts'
import type { ChildPool } from './child-pool.ts'
import { loadPlugin } from './load-plugin.ts'
import { type FailurePlace, pluginFailure } from './plugin-failure.ts'
import { printableText } from './printable-text.ts'
import type { PluginScript } from './sandbox.ts'

/** One for each way to lose a child: it may be killed, or held up by another's code. */
const ROUNDS = 3

/** Loads a script for no tenant and forgets it again. */
export function makeInspect(pool: ChildPool) {
  return async (script: PluginScript): Promise<HookInventory> => {
    const { pluginId, version, sourceHash } = script
    const place: FailurePlace = { pluginId, version, target: '', locale: 'en' }
    const key = JSON.stringify(['', pluginId, version, sourceHash])
    const memoryMb = isolateMemoryMb('beforeHook')
    for (let round = 0; round < ROUNDS; round++) {
      const child = await pool.childFor({ tenantId: '', sourceHash })
      const load = await loadPlugin(child, {
        tenantId: '',
        key,
        script,
        memoryMb,
        code: null,
        movable: round === 0,
        onCpu: () => {},
      })
      child.dropIsolate(key)
      if (load.kind === 'ok' && load.stranger === null) return load.inventory
      if (load.kind === 'ok') throw pluginFailure('PLUGIN_LOAD_FAILED', place, printableText(load.stranger ?? ''))
      if (load.kind === 'failed') throw pluginFailure('PLUGIN_LOAD_FAILED', place, load.detail)
    }
    throw pluginFailure('PLUGIN_WORKER_RESTARTED', place)
  }
}

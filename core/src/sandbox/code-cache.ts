import { LRUCache } from 'lru-cache'
import { LOAD_LIMITS } from './call-limits.ts'
import type { ChildPool } from './child-pool.ts'
import type { PluginScript } from './sandbox.ts'

const MAX_BYTES = 64 * 1024 * 1024

/**
 * Compiled code of scripts, by the hash of their source. It is kept in memory only, so that V8's version and flags
 * are always those of the children; it is made by a spare that has run no plugin yet and never taken from a package
 * or from a child at work, because V8 trusts what is in it.
 */
export function makeCodeCache(pool: ChildPool, { keeps = true }: { keeps?: boolean } = {}) {
  const known = new LRUCache<string, Uint8Array>({ maxSize: MAX_BYTES, sizeCalculation: (code) => code.length })
  const learning = new Set<string>()
  const counts = { hits: 0, misses: 0 }

  async function compile(key: string, source: string): Promise<void> {
    const spare = await pool.untouchedSpare()
    const result = await spare?.runSlice({
      tenantId: '',
      isolate: '',
      cpuLimitMs: LOAD_LIMITS.cpuMs,
      begun: false,
      movable: true,
      prepare: () => ({ work: { type: 'compile', source }, timeoutMs: LOAD_LIMITS.wallMs, now: Date.now() }),
    })
    if (result?.outcome === 'ended' && result.code !== undefined) known.set(key, result.code)
  }

  return {
    get({ sourceHash }: PluginScript): Uint8Array | null {
      const code = known.get(sourceHash) ?? null
      if (code === null) counts.misses += 1
      else counts.hits += 1
      return code
    },
    /** In the background, for the next one to load it. Only for a source that the guest has accepted. */
    learn({ sourceHash: key, source }: PluginScript): void {
      if (!keeps || learning.has(key) || known.has(key)) return
      learning.add(key)
      void compile(key, source).finally(() => learning.delete(key))
    },
    counts: () => ({ ...counts }),
  }
}

export type CodeCache = ReturnType<typeof makeCodeCache>

import { LOAD_LIMITS } from './call-limits.ts'
import type { ChildPool } from './child-pool.ts'
import type { SandboxChild } from './sandbox-child.ts'
import { readScriptCoverage, type ScriptCoverage } from './script-coverage.ts'

/** Makes the function that collects what all children have counted since it was asked last; a dead one counts nothing. */
export function makeTakeCoverage(pool: ChildPool) {
  async function takeFrom(child: SandboxChild): Promise<ScriptCoverage[]> {
    const result = await child.runSlice({
      tenantId: '',
      isolate: '',
      cpuLimitMs: LOAD_LIMITS.cpuMs,
      begun: false,
      movable: false,
      prepare: () => ({ work: { type: 'coverage' }, timeoutMs: LOAD_LIMITS.wallMs, now: Date.now() }),
    })
    const text = result?.outcome === 'ended' ? result.coverage : undefined
    return text === undefined ? [] : readScriptCoverage(text)
  }

  return async (): Promise<ScriptCoverage[]> => {
    const taken = await Promise.all(pool.roster().map(({ child }) => takeFrom(child)))
    return taken.flat()
  }
}

import { writeFile } from 'node:fs/promises'
import type { ObservableSandbox } from '../sandbox/sandbox.ts'
import type { ScriptCoverage } from '../sandbox/script-coverage.ts'
import type { TracedPlugins, TracedScript } from './traced-plugins.ts'

/** What a run of tests leaves behind for the report: the tested plugin's script, and how often its parts ran. */
export interface HookCoverage extends Pick<TracedScript, 'source' | 'map'> {
  counts: ScriptCoverage[]
}

/** Collects what has run of the tested plugin's code. A child that is killed takes along what it counted since. */
export function makeHookCoverage({
  sandbox,
  traced,
  folder,
}: {
  sandbox: Pick<ObservableSandbox, 'takeCoverage'>
  traced: TracedPlugins
  /** Real path of the tested plugin's folder. */
  folder: string
}) {
  const counts: ScriptCoverage[] = []
  return {
    async collect(): Promise<void> {
      counts.push(...(await sandbox.takeCoverage()))
    },
    /** Writes all that was collected into a file, as HookCoverage. */
    async write(file: string): Promise<void> {
      const script = traced.scripts().find((candidate) => candidate.folder === folder)
      if (script === undefined) return
      const { name, source, map } = script
      const own: HookCoverage = { source, map, counts: counts.filter(({ url }) => url === name) }
      await writeFile(file, JSON.stringify(own))
    },
  }
}

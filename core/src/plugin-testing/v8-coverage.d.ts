/** The package has no types of its own. */
declare module '@bcoe/v8-coverage' {
  import type { ScriptCoverage } from '../sandbox/script-coverage.ts'

  /** Sums the counts of one script; none where the list is empty. What is given may be changed. */
  export function mergeScriptCovs(scripts: ScriptCoverage[]): ScriptCoverage | undefined
}

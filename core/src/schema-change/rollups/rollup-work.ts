/** What this process has counted into rollups since it began, for operators. */
export interface RollupWork {
  /** At the moment. */
  counting: number
  counted: number
  failed: number
  /** Of those that were counted, together. */
  seconds: number
}

export function noRollupWork(): RollupWork {
  return { counting: 0, counted: 0, failed: 0, seconds: 0 }
}

/** The same in the text format of Prometheus. */
export function rollupWorkText({ counting, counted, failed, seconds }: RollupWork): string {
  return `# HELP tenon_rollups_counting Rollups that this process is counting, after a publish over many records or a change of the time zone.
# TYPE tenon_rollups_counting gauge
tenon_rollups_counting ${counting}
# HELP tenon_rollup_counts_total Rollups counted by this process, by how that ended.
# TYPE tenon_rollup_counts_total counter
tenon_rollup_counts_total{outcome="done"} ${counted}
tenon_rollup_counts_total{outcome="failed"} ${failed}
# HELP tenon_rollup_count_seconds_total Time that counting took, of those that are done.
# TYPE tenon_rollup_count_seconds_total counter
tenon_rollup_count_seconds_total ${seconds}
`
}

/** Counts one and notes how that went. */
export async function noteCounting(work: RollupWork, count: () => Promise<boolean>): Promise<void> {
  const began = performance.now()
  work.counting += 1
  try {
    if (!(await count())) return
    work.counted += 1
    work.seconds += (performance.now() - began) / 1_000
  } catch (error) {
    work.failed += 1
    throw error
  } finally {
    work.counting -= 1
  }
}

import type { CoverageMap } from 'istanbul-lib-coverage'
import report from 'istanbul-lib-report'
import reports from 'istanbul-reports'

/** What a minimum is asked of; statements are lines to whoever reads a table. */
const MEASURES = ['lines', 'branches', 'functions'] as const

/** Prints the table of all files, and writes `lcov.info` and pages to look at into the folder. */
export function reportCoverage(map: CoverageMap, { folder, dir }: { folder: string; dir: string }): void {
  const context = report.createContext({ dir, coverageMap: map, defaultSummarizer: 'nested' })
  for (const name of ['text', 'lcovonly', 'html'] as const) {
    reports.create(name, { projectRoot: folder, ...(name === 'text' && { maxCols: 120 }) }).execute(context)
  }
}

/** Which measures, over all files, are below the minimum in percent; empty where all reach it. */
export function belowMinimum(map: CoverageMap, minimum: number): string[] {
  const summary = map.getCoverageSummary()
  return MEASURES.filter((measure) => summary[measure].pct < minimum).map(
    (measure) => `${measure} ${summary[measure].pct} %`,
  )
}

import { existsSync } from 'node:fs'
import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CoverageOptions } from './coverage-options.ts'

/**
 * Runs tests that write what has run of the plugin's code into a file, and reports it. Resolves to the exit code: 1
 * where a test has failed, or too little has run.
 */
export async function coverHooks(
  { folder, dir, minimum }: CoverageOptions,
  runTests: (file: string) => Promise<number>,
): Promise<number> {
  const temporary = await mkdtemp(join(tmpdir(), 'tenon-coverage-'))
  try {
    const file = join(temporary, 'hooks.json')
    const code = await runTests(file)
    // Only now: whoever wants no report need not wait for its tools.
    const { readCoverage } = await import('../plugin-testing/read-coverage.ts')
    const { belowMinimum, reportCoverage } = await import('../plugin-testing/report-coverage.ts')
    const ran = existsSync(file) ? JSON.parse(await readFile(file, 'utf8')) : null
    const real = await realpath(folder)
    const map = await readCoverage(real, ran)
    if (map.files().length === 0) {
      process.stdout.write('The plugin has no code of its own, so that there is nothing to cover.\n')
      return code
    }
    reportCoverage(map, { folder: real, dir })
    process.stdout.write(`Report: ${join(dir, 'index.html')}, ${join(dir, 'lcov.info')}\n`)
    const missed = belowMinimum(map, minimum)
    if (missed.length === 0) return code
    process.stderr.write(`Below the minimum of ${minimum} %: ${missed.join(', ')}\n`)
    return 1
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}

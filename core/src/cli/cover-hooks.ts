import { existsSync } from 'node:fs'
import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CoverageOptions } from './coverage-options.ts'
import { print, printError } from './print.ts'

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
      print({
        en: 'The plugin has no code of its own, so that there is nothing to cover.',
        'zh-CN': '插件没有自己的代码，因此没有可统计的覆盖率。',
      })
      return code
    }
    reportCoverage(map, { folder: real, dir })
    const [page, lines] = [join(dir, 'index.html'), join(dir, 'lcov.info')]
    print({ en: `Report: ${page}, ${lines}`, 'zh-CN': `报告：${page}，${lines}` })
    const missed = belowMinimum(map, minimum)
    if (missed.length === 0) return code
    printError({
      en: `Below the minimum of ${minimum} %: ${missed.join(', ')}`,
      'zh-CN': `低于最低要求 ${minimum} %：${missed.join('，')}`,
    })
    return 1
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import type { TenonError } from '@tenon/sdk/contract/tenon-error'
import { BUILT_TEST_RUNTIME, isBuilt } from '../../bin/built-program.js'
import { operatorError } from '../context/operator-error.ts'
import { atMostOne } from './at-most-one.ts'
import type { Command } from './command.ts'
import { coverHooks } from './cover-hooks.ts'
import { readCoverageOptions } from './coverage-options.ts'
import { pluginFolder } from './plugin-folder.ts'
import { printError } from './print.ts'
import { shelvesOf } from './shelves-of.ts'
import { spoken } from './spoken.ts'

const TESTING = join(import.meta.dirname, '../plugin-testing')
const moduleUrl = (file: string) => pathToFileURL(join(TESTING, file)).href

/** What counts coverage and the runtime have modules in common, of which there may be one copy only. */
function runtimeUrl(isCovered: boolean): string {
  return isCovered || !isBuilt() ? moduleUrl('test-runtime.ts') : pathToFileURL(BUILT_TEST_RUNTIME).href
}

/**
 * The database is a WebAssembly module that lives for seconds: optimizing its code in the background takes as much
 * processor time as the tests themselves, and has nothing to gain from it.
 */
const NO_WASM_OPTIMIZER = '--liftoff-only'

/**
 * Most of what a test does was done once or twice before in its process. V8 learns what a function is called with only
 * from its eighth run or so on, unless told otherwise; and with room for what a test makes and lets go of, it need not
 * look through it several times within one test. Together a tenth of a test's processor time.
 */
const FOR_A_SHORT_LIFE = ['--no-lazy-feedback-allocation', '--min-semi-space-size=16']

interface TestRun {
  folder: string
  files: string[]
  with: string[] | undefined
  only: string | undefined
}

export const testPluginCommand: Command = {
  usage:
    'plugin test [<folder>] [--with <folder>]… [--only <text>] [--coverage] [--coverage-dir <folder>] [--coverage-minimum <percent>]',
  summary: {
    en: "Runs a plugin's tests in the real sandbox on an in-memory database, and says what of its code they ran.",
    'zh-CN': '在真实沙箱和内存数据库中运行插件的测试，并说明其代码运行了哪些部分。',
  },
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        with: { type: 'string', multiple: true },
        only: { type: 'string' },
        coverage: { type: 'boolean', default: false },
        'coverage-dir': { type: 'string' },
        'coverage-minimum': { type: 'string' },
      },
    })
    const folder = pluginFolder(atMostOne(positionals) ?? '.')
    if (values.only?.trim() === '') throw noWords()
    const coverage = readCoverageOptions(values, folder)
    const files = globSync('test/**/*.test.ts', { cwd: folder }).sort()
    if (files.length === 0) {
      printError({
        en: `There are no tests in '${folder}': name them test/<name>.test.ts`,
        'zh-CN': `“${folder}”中没有测试：请命名为 test/<name>.test.ts`,
      })
      return 1
    }
    const run: TestRun = { folder, files, with: values.with, only: values.only }
    return coverage === null ? runTests(run, {}) : coverHooks(coverage, (file) => runTests(run, { coverageFile: file }))
  },
}

function noWords(): TenonError {
  return operatorError('CONFIG_INVALID', {
    en: "--only: expected part of a test's name, not ''; leave it out to run all tests",
    'zh-CN': '--only：应为测试名称的一部分，不能为空；省略则运行全部测试',
  })
}

function noneRan(only: string): string {
  return spoken({
    en: `No test ran: there is none, or none that is not skipped, whose name has '${only}' in it.`,
    'zh-CN': `没有运行任何测试：没有名称中含“${only}”且未被跳过的测试。`,
  })
}

async function runTests({ folder, files, only, ...run }: TestRun, { coverageFile }: { coverageFile?: string }) {
  const counted = only === undefined ? [] : ['tell-none-ran.ts']
  const preloaded = ['resolve-sdk.ts', ...counted, ...(coverageFile === undefined ? [] : ['keep-coverage.ts'])]
  const runner = preloaded.flatMap((file) => ['--import', moduleUrl(file)])
  // All files in one process: they share one database, which takes seconds to start and milliseconds to empty.
  const together = ['--test', '--test-force-exit', '--test-isolation=none', '--test-concurrency=1']
  const chosen = only === undefined ? [] : [`--test-name-pattern=${only}`]
  const child = spawn(
    process.execPath,
    [NO_WASM_OPTIMIZER, ...FOR_A_SHORT_LIFE, ...runner, ...together, ...chosen, ...files],
    {
      cwd: folder,
      stdio: 'inherit',
      env: {
        ...process.env,
        TENON_TEST_RUNTIME: runtimeUrl(coverageFile !== undefined),
        TENON_TEST_PLUGIN: folder,
        TENON_TEST_SHELVES: JSON.stringify(shelvesOf(folder, run.with)),
        ...(only !== undefined && { TENON_TEST_NONE_RAN: noneRan(only) }),
        ...(coverageFile !== undefined && { TENON_TEST_COVERAGE: coverageFile }),
      },
    },
  )
  const [code] = await once(child, 'exit')
  return code === 0 ? 0 : 1
}

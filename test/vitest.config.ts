import { defineConfig } from 'vitest/config'
import { DearestFirst } from './support/dearest-first.ts'

/** Tests of what belongs to the whole process: its memory, clock and environment, what nobody catches, and its end. */
const OF_THE_PROCESS = [
  'core/files/transfer-files.test.ts',
  'core/imports/load-demo-data.test.ts',
  'core/outbound/**/*.test.ts',
  'core/sandbox/**/*.test.ts',
  'core/schema-change/dependents.test.ts',
  'fault/**/*.test.ts',
  'hostile/**/*.test.ts',
  'regression/**/*.test.ts',
  'sdk/plugin/date.test.ts',
]
const IN_A_BROWSER = ['e2e/**/*.test.ts', 'schema-studio/**/*.test.ts', 'web-components/**/*.test.ts']
// Plugins with tests of their own, which 'tenon plugin test' runs.
const NOT_OURS = ['**/node_modules/**', 'data/**']

const each = {
  root: import.meta.dirname,
  testTimeout: 120_000,
  hookTimeout: 120_000,
  // What comes by itself may take as long as a busy machine needs; a second, which is usual, is not that.
  expect: { poll: { timeout: 15_000 } },
  pool: 'forks',
  // What speaks in the terminal's language speaks English here, whoever runs the tests.
  env: { LC_ALL: 'C.UTF-8' },
} as const

/**
 * Loading Tenon and the embedded database takes longer than most files' tests: one process does it once, for many files.
 * A file that fails or ends its process takes no other with it.
 */
const shared = {
  ...each,
  isolate: false,
  execArgv: ['--expose-gc'],
  setupFiles: ['./support/free-memory.ts'],
}

export default defineConfig({
  test: {
    root: import.meta.dirname,
    globalSetup: ['./support/set-up-run.ts'],
    // Two cores are what the suite must be at home on; each worker may hold an embedded database and a browser.
    maxWorkers: 2,
    sequence: { sequencer: DearestFirst },
    reporters:
      process.env['CI'] === undefined ? ['default'] : ['default', ['json', { outputFile: '.cache/results.json' }]],
    projects: [
      { test: { ...each, name: 'process', include: OF_THE_PROCESS, exclude: NOT_OURS } },
      { test: { ...shared, name: 'browser', include: IN_A_BROWSER, exclude: NOT_OURS } },
      {
        test: {
          ...shared,
          name: 'server',
          include: ['**/*.test.ts'],
          exclude: [...NOT_OURS, ...OF_THE_PROCESS, ...IN_A_BROWSER],
        },
      },
    ],
  },
})

import { makeTestRuntime } from './make-test-runtime.ts'

/** The module that `@tenon/sdk/testing` loads: Tenon with the plugin that the environment names. */
export const testRuntime = makeTestRuntime({
  folder: process.env['TENON_TEST_PLUGIN'] ?? process.cwd(),
  shelves: JSON.parse(process.env['TENON_TEST_SHELVES'] ?? '[]') as string[],
  coverageFile: process.env['TENON_TEST_COVERAGE'],
})

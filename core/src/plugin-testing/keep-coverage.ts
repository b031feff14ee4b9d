import { after } from 'node:test'

/*
 * Loaded with `--import` before a plugin's tests, where they are to be covered: at the end of all of them, whatever has
 * run of the plugin's hooks is written into the file that the environment names.
 */
after(async () => {
  const { testRuntime } = await import('./test-runtime.ts')
  await testRuntime.writeCoverage()
})

import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['**/*.test.ts'],
    // Plugins with tests of their own, which 'tenon plugin test' runs.
    exclude: ['**/node_modules/**', 'data/**'],
    globalSetup: ['./support/set-up-run.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Two cores are what the suite must be at home on; each worker may hold an embedded database and a browser.
    maxWorkers: 2,
    pool: 'forks',
    reporters:
      process.env['CI'] === undefined ? ['default'] : ['default', ['json', { outputFile: '.cache/results.json' }]],
  },
})

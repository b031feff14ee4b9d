import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

/** `npm test`: every check that must pass before a change is good, cheapest first. */
const root = join(import.meta.dirname, '..')
const bin = (name: string) => join(root, 'node_modules', name)

const CHECKS: Array<{ name: string; script: string; args: string[] }> = [
  { name: 'lint and format', script: bin('@biomejs/biome/bin/biome'), args: ['check', '--error-on-warnings', '.'] },
  { name: 'types', script: join(root, 'test/typecheck.ts'), args: [] },
  {
    name: 'architecture',
    script: bin('dependency-cruiser/bin/dependency-cruise.mjs'),
    args: [
      '--config',
      '.dependency-cruiser.cjs',
      'core/src',
      'sdk/src',
      'web-components/src',
      'schema-studio/src',
      'plugins',
      'test',
    ],
  },
  { name: 'dead code', script: bin('knip/bin/knip.js'), args: ['--no-progress'] },
  { name: 'the program', script: join(root, 'core/build.ts'), args: [] },
  { name: 'browser bundles', script: join(root, 'web-components/build.ts'), args: [] },
  { name: 'workspace and studio', script: join(root, 'schema-studio/build.ts'), args: [] },
  {
    name: 'tests',
    script: bin('vitest/vitest.mjs'),
    args: ['run', '--config', 'test/vitest.config.ts', ...process.argv.slice(2)],
  },
]

for (const { name, script, args } of CHECKS) {
  process.stdout.write(`\n== ${name}\n`)
  const started = Date.now()
  const { status } = spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit' })
  if (status !== 0) {
    process.stderr.write(`\n${name}: failed\n`)
    process.exit(status ?? 1)
  }
  process.stdout.write(`${name}: passed in ${((Date.now() - started) / 1000).toFixed(1)} s\n`)
}

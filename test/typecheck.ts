import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

/** Type-checks each workspace with its own libraries: of the product, only the two browser packages may name the DOM. */
const root = join(import.meta.dirname, '..')
const compiler = join(root, 'node_modules/typescript-7/bin/tsc')
const PROJECTS = [
  'sdk',
  'core',
  'plugins',
  'web-components',
  'web-components/tsconfig.node.json',
  'schema-studio',
  'schema-studio/tsconfig.node.json',
  'test',
]
const failed = PROJECTS.filter((project) => {
  const run = spawnSync(process.execPath, [compiler, '-p', join(root, project)], { stdio: 'inherit' })
  return run.status !== 0
})
if (failed.length > 0) {
  process.stderr.write(`Type errors in: ${failed.join(', ')}\n`)
  process.exit(1)
}

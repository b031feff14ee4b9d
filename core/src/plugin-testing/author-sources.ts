import { globSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

/** Folders whose TypeScript is not the plugin's own code. */
const OTHERS = ['test', 'demo', 'node_modules', 'coverage']

/** All TypeScript files of a plugin's own code, with their whole path: hooks.ts, rules and what else they may import. */
export function authorSources(folder: string): string[] {
  return globSync('**/*.ts', { cwd: folder, exclude: (path) => OTHERS.includes(path.split(sep)[0] ?? '') })
    .map((file) => join(folder, file))
    .filter((file) => isAuthorSource(folder, file))
    .sort()
}

/** Whether a file of a source map, such as one of the SDK, is one of these. */
export function isAuthorSource(folder: string, file: string): boolean {
  const inside = relative(folder, file)
  const [first = ''] = inside.split(sep)
  return inside.endsWith('.ts') && !inside.endsWith('.d.ts') && !first.startsWith('.') && !OTHERS.includes(first)
}

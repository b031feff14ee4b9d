import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { build } from 'vite'

const STUDIO = import.meta.dirname
const ROOT = join(STUDIO, '..')
const DIST = join(STUDIO, 'dist')
const HASH_FILE = join(DIST, '.source-hash')
const SOURCES = [
  'schema-studio/src',
  'schema-studio/index.html',
  'schema-studio/build.ts',
  'web-components/src',
  'sdk/src',
]

/** Builds the workspace and the studio into `dist`, unless `dist` was made from the very same sources. */
async function buildStudio(): Promise<'built' | 'unchanged'> {
  const hash = hashSources()
  if (existsSync(HASH_FILE) && readFileSync(HASH_FILE, 'utf8') === hash) return 'unchanged'
  // Whoever calls, tests included, gets what people get: vite would take Lit's development build for any other value.
  process.env['NODE_ENV'] = 'production'
  await build({
    root: STUDIO,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    build: {
      outDir: DIST,
      emptyOutDir: true,
      // Nothing inlined: a `data:` font or image would need a hole in the content security policy.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      target: ['chrome123', 'firefox125', 'safari17.5'],
      chunkSizeWarningLimit: 1200,
      reportCompressedSize: false,
    },
  })
  writeFileSync(HASH_FILE, hash)
  return 'built'
}

function hashSources(): string {
  const hash = createHash('sha256')
  for (const file of [...SOURCES.flatMap((source) => filesIn(join(ROOT, source))), join(ROOT, 'package-lock.json')]) {
    hash.update(relative(ROOT, file)).update('\0').update(readFileSync(file)).update('\0')
  }
  return hash.digest('hex')
}

function filesIn(path: string): string[] {
  if (!existsSync(path)) return []
  if (statSync(path).isFile()) return [path]
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

const started = performance.now()
const outcome = await buildStudio()
console.log(`schema-studio: ${outcome} in ${Math.round(performance.now() - started)} ms`)

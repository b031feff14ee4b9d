import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'vite'
import { sizeByText } from './build/size-by-text.ts'

const STUDIO = import.meta.dirname
const ROOT = join(STUDIO, '..')
const DIST = join(STUDIO, 'dist')
const HASH_FILE = join(DIST, '.source-hash')
const SOURCES = [
  'schema-studio/src',
  'schema-studio/index.html',
  'schema-studio/build',
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
    plugins: [ownFetching(), sizeByText],
    build: {
      outDir: DIST,
      emptyOutDir: true,
      // Nothing inlined: a `data:` font or image would need a hole in the content security policy.
      assetsInlineLimit: 0,
      // Code that stands alone is named too, so that it is fetched as all other.
      modulePreload: { polyfill: false, resolveDependencies: (file, others) => (others.length > 0 ? others : [file]) },
      // One sheet, which the page has from its start: code comes without any.
      cssCodeSplit: false,
      target: ['chrome123', 'firefox125', 'safari17.5'],
      chunkSizeWarningLimit: 1200,
      reportCompressedSize: false,
    },
  })
  writeFileSync(HASH_FILE, hash)
  return 'built'
}

/** Has `import()` fetch by the studio's own way instead of vite's, which leaves a browser with code that it will not ask for again. */
function ownFetching(): Plugin {
  const way = JSON.stringify(fileURLToPath(import.meta.resolve('./src/app/fetch-code.ts')))
  return {
    name: 'own-fetching',
    enforce: 'pre',
    load: (id) => (id === '\0vite/preload-helper.js' ? `export { fetchCode as __vitePreload } from ${way}` : null),
  }
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

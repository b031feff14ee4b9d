import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundleLoader } from './build/bundle-loader.ts'
import { bundleWidgets } from './build/bundle-widgets.ts'
import { describeFiles } from './build/describe-files.ts'
import { hashSources } from './build/hash-sources.ts'

const here = fileURLToPath(new URL('.', import.meta.url))
const dist = join(here, 'dist')

/**
 * Widgets of the workspace share their chunks; the one for host sites is a single file, because there each request
 * costs a round trip on a slow line.
 */
const GROUPS = [['record-form', 'record-list', 'pipeline-board'], ['customer-360']]

// A caller's NODE_ENV, such as a test runner's, would put Lit's development build into the files.
process.env['NODE_ENV'] = 'production'

const inputs = ['src', 'build', 'build.ts', 'package.json', '../sdk/src', '../package-lock.json']
const sources = await hashSources(inputs.map((path) => join(here, path)))
const built = await readFile(join(dist, 'sources.hash'), 'utf8').catch(() => null)
if (built === sources) console.log('web-components: up to date')
else await build()

/** Adds the new files before it takes the old ones away: a server may be answering from the folder meanwhile. */
async function build(): Promise<void> {
  await mkdir(dist, { recursive: true })
  const { entries, files } = await bundleWidgets({ root: here, dist, groups: GROUPS })
  const described = await describeFiles(dist, files)
  const widgets = Object.fromEntries(
    Object.entries(entries).map(([name, file]) => [
      `tenon-${name}`,
      { file, integrity: described[file]?.integrity ?? '' },
    ]),
  )
  const loader = await bundleLoader({ root: here, dist, widgets })
  // The name that hosts put into their pages for good; the hashed one is for those who pin it with its integrity.
  await cp(join(dist, loader), join(dist, 'tenon.js'))
  const manifest = { loader, widgets, files: await describeFiles(dist, [...files, loader, 'tenon.js']) }
  await writeFile(join(dist, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  await writeFile(join(dist, 'sources.hash'), sources)
  await prune([...Object.keys(manifest.files), 'manifest.json', 'sources.hash'])
  report(manifest.files)
}

async function prune(kept: string[]): Promise<void> {
  const stale = (await readdir(dist)).filter((name) => !kept.includes(name))
  await Promise.all(stale.map((name) => rm(join(dist, name), { recursive: true, force: true })))
}

function report(files: Awaited<ReturnType<typeof describeFiles>>): void {
  for (const [name, { bytes, gzip }] of Object.entries(files)) {
    console.log(`web-components: ${name} ${bytes} bytes, ${gzip} gzip`)
  }
}

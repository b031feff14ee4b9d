import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
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
const STAFF_WIDGETS = ['record-form', 'record-list', 'pipeline-board']
const EMBED_WIDGETS = ['customer-360']

const sources = await hashSources([join(here, 'src'), join(here, 'build'), join(here, '../sdk/src')])
const built = await readFile(join(dist, 'sources.hash'), 'utf8').catch(() => null)
if (built === sources) console.log('web-components: up to date')
else await build()

async function build(): Promise<void> {
  await rm(dist, { recursive: true, force: true })
  await mkdir(dist, { recursive: true })
  const entries = await bundleWidgets({
    root: here,
    dist,
    groups: [STAFF_WIDGETS, ...EMBED_WIDGETS.map((name) => [name])],
  })
  const files = await describeFiles(dist)
  const widgets = Object.fromEntries(
    Object.entries(entries).map(([name, file]) => [`tenon-${name}`, { file, integrity: files[file]?.integrity ?? '' }]),
  )
  const loader = await bundleLoader({ root: here, dist, widgets })
  // The name that hosts put into their pages for good; the hashed one is for those who pin it with its integrity.
  await cp(join(dist, loader), join(dist, 'tenon.js'))
  const manifest = { loader, widgets, files: await describeFiles(dist) }
  await writeFile(join(dist, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  await writeFile(join(dist, 'sources.hash'), sources)
  report(manifest.files)
}

function report(files: Awaited<ReturnType<typeof describeFiles>>): void {
  for (const [name, { bytes, gzip }] of Object.entries(files)) {
    console.log(`web-components: ${name} ${bytes} bytes, ${gzip} gzip`)
  }
}

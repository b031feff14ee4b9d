import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const FOLDER = join(import.meta.dirname, '../../web-components')

export interface WidgetManifest {
  loader: string
  widgets: Record<string, { file: string; integrity: string }>
  files: Record<string, { bytes: number; gzip: number; integrity: string }>
}

/** Builds the widgets as `npm run build` does, which does nothing when they are up to date. */
export async function buildWidgets(): Promise<{ dist: string; manifest: WidgetManifest }> {
  await promisify(execFile)(process.execPath, [join(FOLDER, 'build.ts')])
  const dist = join(FOLDER, 'dist')
  return { dist, manifest: JSON.parse(await readFile(join(dist, 'manifest.json'), 'utf8')) as WidgetManifest }
}

import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

const SCRIPT = join(import.meta.dirname, '../../../schema-studio/build.ts')

/** Builds workspace and studio as `npm run build` does, which does nothing when they are up to date. */
export async function buildStudio(): Promise<void> {
  await promisify(execFile)(process.execPath, [SCRIPT])
}

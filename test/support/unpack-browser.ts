import { existsSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import chromium from '@sparticuz/chromium'
import manifest from '../package.json' with { type: 'json' }

/**
 * Chromium's program, unpacked into `folder` once per machine and version. It is moved there when it is whole: nobody
 * starts half of it, neither a run beside this one nor one after this one was killed.
 */
export async function unpackBrowser(folder: string): Promise<string> {
  const program = join(folder, `tenon-chromium-${manifest.dependencies['@sparticuz/chromium']}`)
  if (!existsSync(program)) await rename(await chromium.executablePath(), program)
  return program
}

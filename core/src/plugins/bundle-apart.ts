import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Bundle } from './bundle-hooks.ts'

const ENTRY = join(import.meta.dirname, 'bundle-entry.js')
/** A bundle of 1 MB, whose every character JSON may write as six. */
const MOST_PRINTED = 8 * 1024 * 1024
const MOST_MILLISECONDS = 60_000

/**
 * As `bundleHooks`, in a process of its own: a server that bundles once at its first start would keep the bundler for good,
 * which is 30 MB. It takes 0.4 s longer. Throws where the process cannot be started, fails or takes longer
 * than a minute.
 */
export async function bundleApart(folder: string): Promise<Bundle> {
  const options = { maxBuffer: MOST_PRINTED, timeout: MOST_MILLISECONDS }
  const { stdout } = await promisify(execFile)(process.execPath, [ENTRY, folder], options)
  return JSON.parse(stdout) as Bundle
}

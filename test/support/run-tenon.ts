import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startProcess } from './start-process.ts'

export interface Ran {
  code: number | null
  /** Standard output and error. */
  output: string
}

/**
 * Runs one command to its end, with nothing of this process's environment but the path and the home folder; `stdin` is
 * what it reads.
 */
export async function runTenon(args: string[], env: Record<string, string> = {}, stdin?: string): Promise<Ran> {
  const run = startProcess(
    args,
    { HOME: process.env['HOME'] ?? tmpdir(), ...env },
    { ...(stdin !== undefined && { stdin }) },
  )
  const code = await run.ended()
  return { code, output: run.output() }
}

/** A folder for the tests of one file, and the function that removes it. */
export function temporaryFolder(): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'tenon-tools-'))
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

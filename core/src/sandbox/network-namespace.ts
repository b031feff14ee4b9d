import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'

const TOOLS = ['/usr/bin/unshare', '/bin/unshare']
const PROBE_TIMEOUT_MS = 2_000

let probed: Promise<string[]> | null = null

/**
 * The command that starts another one without a network, where the platform and the rights of this process allow it:
 * as root outright, otherwise in a user namespace. Empty where neither works. Tried once per process.
 */
export function networkNamespace(): Promise<string[]> {
  probed ??= probe()
  return probed
}

async function probe(): Promise<string[]> {
  const tool = process.platform === 'linux' ? TOOLS.find((path) => existsSync(path)) : undefined
  if (tool === undefined) return []
  for (const flags of [['-n'], ['-r', '-n']]) if (await works(tool, [...flags, '/bin/true'])) return [tool, ...flags]
  return []
}

function works(tool: string, parameters: string[]): Promise<boolean> {
  return new Promise((resolve) => {
    execFile(tool, parameters, { env: {}, timeout: PROBE_TIMEOUT_MS }, (error) => resolve(error === null))
  })
}

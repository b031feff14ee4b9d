import { createRequire } from 'node:module'
import { networkNamespace } from './network-namespace.ts'

/** Which walls stand round plugin code on this machine. `false`: the platform lacks it or does not allow it. */
export interface SandboxDescription {
  platform: string
  node: string
  isolatedVm: string
  /** Always: separate processes without snapshot, JIT, environment, files but their own code, or child processes. */
  hardenedProcess: true
  /** Address space, core files and processor time bounded by the operating system. */
  processLimits: boolean
  /** No network in the process, whatever runs there. */
  networkNamespace: boolean
  /** Processor time and memory of children are watched from outside; otherwise only their deadlines are. */
  usageWatchdog: boolean
  lowPriority: boolean
}

const require = createRequire(import.meta.url)

export async function describeSandbox(): Promise<SandboxDescription> {
  const { version }: { version: string } = require('isolated-vm/package.json')
  const linux = process.platform === 'linux'
  return {
    platform: `${process.platform}-${process.arch}`,
    node: process.versions.node,
    isolatedVm: version,
    hardenedProcess: true,
    processLimits: linux,
    networkNamespace: (await networkNamespace()).length > 0,
    usageWatchdog: linux,
    lowPriority: process.platform !== 'win32',
  }
}

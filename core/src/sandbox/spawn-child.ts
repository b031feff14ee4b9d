import { type ChildProcess, spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { setPriority } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const require = createRequire(import.meta.url)
const sandboxFolder = dirname(fileURLToPath(import.meta.url))

export interface ChildOptions {
  namespace?: readonly string[]
  coverage?: boolean
}

/** Kilobytes of address space, and seconds of CPU as a last resort against a child whose core has died. */
const ULIMITS = 'ulimit -c 0; ulimit -v 2000000; ulimit -t 900'

/** The prebuilt native module for this platform, found the way isolated-vm itself finds it. */
function nativeModulePath(): string {
  const packageFolder = dirname(require.resolve('isolated-vm/package.json'))
  const gypBuild: { path(folder: string): string } = createRequire(join(packageFolder, 'package.json'))(
    'node-gyp-build',
  )
  return gypBuild.path(packageFolder)
}

/**
 * The hardened command line of a child: no snapshot shared with isolates, no JIT (and so no WebAssembly), no file but
 * its own code to be read, nothing to be written or started. `namespace` is put before it. `coverage`: it counts what of
 * plugins' code runs, which takes an inspector.
 */
export function childCommand({ namespace = [], coverage = false }: ChildOptions = {}): {
  command: string
  arguments: string[]
} {
  const nativeModule = nativeModulePath()
  const readable = [join(sandboxFolder, 'child'), join(sandboxFolder, 'guest')].map((folder) => `${folder}/`)
  const node = [
    process.execPath,
    '--no-node-snapshot',
    '--jitless',
    '--permission',
    '--allow-addons',
    '--no-warnings',
    ...[...readable, join(sandboxFolder, '../../package.json'), nativeModule].map((path) => `--allow-fs-read=${path}`),
    join(sandboxFolder, 'child/child-entry.js'),
    nativeModule,
    ...(coverage ? ['coverage'] : []),
  ]
  if (process.platform === 'win32') return { command: process.execPath, arguments: node.slice(1) }
  const limits = process.platform === 'linux' ? `${ULIMITS}; ` : ''
  return { command: '/bin/sh', arguments: ['-c', `${limits}exec "$0" "$@"`, ...namespace, ...node] }
}

/** Starts a child with an empty environment. Its only way to us is the IPC channel; stderr is kept for the log. */
export function spawnChild(options: ChildOptions): ChildProcess {
  const { command, arguments: parameters } = childCommand(options)
  return spawn(command, parameters, {
    cwd: sandboxFolder,
    env: { TZ: 'UTC', LC_ALL: 'C' },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
  })
}

/** Lets requests of people go first. Not being allowed to is no reason to refuse work. */
export function lowerPriority(pid: number, priority: number): void {
  try {
    setPriority(pid, priority)
  } catch {
    // Already gone, or the platform forbids it.
  }
}

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import type { Socket } from 'node:net'
import { constants, getPriority, setPriority } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { lastWords } from './last-words.ts'
import type { ProcessCommand, ProcessEnd, StartedProcess } from './started-process.ts'

const require = createRequire(import.meta.url)
const sandboxFolder = dirname(fileURLToPath(import.meta.url))

export interface ChildOptions {
  namespace?: readonly string[]
  coverage?: boolean
}

/** Kilobytes of address space, and seconds of CPU as a last resort against a child whose core has died. */
const ULIMITS = 'ulimit -c 0; ulimit -v 2000000; ulimit -t 900'

let nativeModule: string | undefined

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
  nativeModule ??= nativeModulePath()
  const readable = [join(sandboxFolder, 'child'), join(sandboxFolder, 'guest')].map((folder) => `${folder}/`)
  const node = [
    process.execPath,
    '--no-node-snapshot',
    '--jitless',
    // Collecting garbage is the plugin's work too: in its own time, at its own priority, not on all processors.
    '--single-threaded',
    '--v8-pool-size=1',
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

/** The same for whoever starts processes on our behalf. */
export function childProcessCommand(options: ChildOptions): ProcessCommand {
  const { command, arguments: parameters } = childCommand(options)
  return { command, parameters, folder: sandboxFolder }
}

/**
 * Starts a process with an empty environment. Its only way to us is the channel; stderr is kept for the log. Rejects
 * when it cannot be started.
 */
export async function spawnProcess({ command, parameters, folder }: ProcessCommand): Promise<StartedProcess> {
  const child = spawn(command, parameters, {
    cwd: folder,
    env: { TZ: 'UTC', LC_ALL: 'C' },
    // Read and written at the same time, which Windows allows for overlapped pipes only; elsewhere all pipes are.
    stdio: ['ignore', 'ignore', 'pipe', 'overlapped'],
  })
  const words = lastWords(child.stderr)
  const ended = new Promise<ProcessEnd>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal, stderr: words() }))
  })
  await once(child, 'spawn')
  return { pid: child.pid ?? 0, channel: child.stdio[3] as Socket, ended }
}

/**
 * Lets requests of people go first: puts a process so many steps behind this one, which may itself have been started
 * behind others. Not being allowed to is no reason to refuse work.
 */
export function lowerPriority(pid: number, steps: number): void {
  try {
    setPriority(pid, Math.min(getPriority() + steps, constants.priority.PRIORITY_LOW))
  } catch {
    // Already gone, or the platform forbids it.
  }
}

/** The only sure end. Core may not be the parent of the process, so it goes by its id. */
export function killProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // Already gone.
  }
}

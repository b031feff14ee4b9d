import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { networkNamespace } from './network-namespace.ts'
import type { Nursery } from './nursery.ts'
import { SandboxChild, type SandboxChildOptions } from './sandbox-child.ts'
import { childProcessCommand, lowerPriority, spawnProcess } from './spawn-child.ts'
import type { ProcessCommand, StartedProcess } from './started-process.ts'

/** Hardly behind the requests that wait for it: on a busy machine a lower one would get no processor at all. */
const NICE = 2
const START_TIMEOUT_MS = 30_000

export interface StartChildInput extends Omit<SandboxChildOptions, 'process'> {
  nursery: Nursery
  /** Counts what of plugins' code runs. */
  coverage: boolean
  /** Gets the child before it can work, so that it can be ended meanwhile. */
  onStarted(child: SandboxChild): void
}

/** Starts a child and waits until it can work. Rejects with UNAVAILABLE, saying how the child ended. */
export async function startChild({
  nursery,
  coverage,
  onStarted,
  ...listeners
}: StartChildInput): Promise<SandboxChild> {
  const command = childProcessCommand({ namespace: await networkNamespace(), coverage })
  const process = await startProcess(nursery, command)
  const child = new SandboxChild({ process, ...listeners })
  // At once, because without special rights a priority can only be lowered.
  lowerPriority(child.pid, NICE)
  onStarted(child)
  const timer = setTimeout(() => child.kill('deadline'), START_TIMEOUT_MS)
  await child.ready.finally(() => clearTimeout(timer)).catch(cannotStart)
  return child
}

async function startProcess(nursery: Nursery, command: ProcessCommand): Promise<StartedProcess> {
  const started = await nursery.start(command).catch(() => null)
  return started ?? spawnProcess(command).catch(cannotStart)
}

function cannotStart(cause: Error): never {
  const message = `The sandbox for plugin code cannot be started: ${cause.message}.`
  throw new TenonError({ code: 'UNAVAILABLE', message, cause })
}

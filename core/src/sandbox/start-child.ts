import type { ChildReply } from '@tenon/sdk/contract/sandbox-protocol'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { networkNamespace } from './network-namespace.ts'
import { SandboxChild } from './sandbox-child.ts'
import { lowerPriority, spawnChild } from './spawn-child.ts'

const NICE = 10
const START_NICE = 5
const START_TIMEOUT_MS = 30_000

interface ChildStart {
  /** Counts what of plugins' code runs. */
  coverage: boolean
  onStarted: (child: SandboxChild) => void
}

/**
 * Starts a child and waits until it can work. `onStarted` gets it before that, so that it can be ended meanwhile.
 * Rejects with UNAVAILABLE, saying how the child ended.
 */
export async function startChild({ coverage, onStarted }: ChildStart): Promise<SandboxChild> {
  const process = spawnChild({ namespace: await networkNamespace(), coverage })
  const child = new SandboxChild(process)
  // Starting takes a tenth of a second of processor time: behind requests, but before the calls at work.
  lowerPriority(child.pid, START_NICE)
  onStarted(child)
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => child.kill('deadline'), START_TIMEOUT_MS)
    process.once('message', (reply: ChildReply) => {
      clearTimeout(timer)
      if (reply.type === 'ready') resolve()
    })
    process.once('error', (cause) => reject(cannotStart(cause.message, cause)))
    process.once('exit', (code, signal) => {
      clearTimeout(timer)
      reject(cannotStart(`it ended with ${signal ?? code} while starting`, child.death?.stderr))
    })
  })
  lowerPriority(child.pid, NICE)
  return child
}

function cannotStart(reason: string, cause: unknown): TenonError {
  const message = `The sandbox for plugin code cannot be started: ${reason}.`
  return new TenonError({ code: 'UNAVAILABLE', message, cause })
}

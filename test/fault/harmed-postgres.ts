import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from './free-port.ts'

const PROGRAM = join(import.meta.dirname, 'postgres-to-harm.ts')

export type HarmedPostgres = Awaited<ReturnType<typeof startHarmedPostgres>>

/** `fileKilobytes`: no file may grow beyond it, as if the disk were full for whatever needs more. */
export async function startHarmedPostgres({ fileKilobytes }: { fileKilobytes?: number } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'tenon-harm-'))
  const port = await freePort()
  let running = await start()

  /** The limit is the shell's, and what it starts inherits it. */
  async function start() {
    const limit = fileKilobytes === undefined ? '' : `ulimit -f ${fileKilobytes * 2} 2>/dev/null;`
    const child = spawn('sh', ['-c', `${limit} exec "$0" "$1"`, process.execPath, PROGRAM], {
      env: { PATH: process.env['PATH'] ?? '', DATA: folder, PORT: String(port) },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const ended = once(child, 'exit')
    const first = await Promise.race([once(child.stdout, 'data'), ended.then(() => null)])
    if (first === null) throw new Error('PostgreSQL did not start')
    return { child, ended, pid: Number(/started (\d+)/.exec(String(first[0]))?.[1]) }
  }

  /** Stands still first, so that it starts no further process meanwhile. */
  function freeze(): number[] {
    signal(running.pid, 'SIGSTOP')
    const pids = [running.pid, ...childrenOf(running.pid)]
    for (const pid of pids) signal(pid, 'SIGSTOP')
    return pids
  }

  async function kill(): Promise<void> {
    const pids = freeze()
    for (const pid of pids) signal(pid, 'SIGKILL')
    running.child.kill('SIGKILL')
    await running.ended
    while (pids.some(isAlive)) await sleep(20)
  }

  return {
    url: `postgres://tenon:tenon@127.0.0.1:${port}/postgres`,
    kill,
    restart: async () => {
      // What the dead server shared with its processes may be there for a moment longer than they are.
      for (let tries = 1; ; tries++) {
        const started = await start().catch((error: unknown) => {
          if (tries === 20) throw error
          return null
        })
        if (started === null) {
          await sleep(250)
          continue
        }
        running = started
        return
      }
    },
    freeze,
    thaw: () => {
      for (const pid of [...childrenOf(running.pid), running.pid]) signal(pid, 'SIGCONT')
    },
    remove: async () => {
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** One that has just ended needs none. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    return
  }
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => parentOf(pid) === parent)
}

function parentOf(pid: number): number | null {
  try {
    return Number(/\) \w (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1])
  } catch {
    return null
  }
}

function isAlive(pid: number): boolean {
  try {
    return !/\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

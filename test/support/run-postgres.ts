import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

export interface RunningPostgres {
  url: string
  stop(): Promise<void>
}

/** Starts a real PostgreSQL from its npm package, as a process of its own. */
export async function runPostgres(): Promise<RunningPostgres> {
  const server = spawn(process.execPath, [join(import.meta.dirname, 'postgres-server.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = once(server, 'exit')
  const first = await Promise.race([once(server.stdout, 'data'), ended.then(() => null)])
  if (first === null) throw new Error('PostgreSQL from its npm package did not start')
  return {
    url: String(first[0]).trim(),
    stop: async () => {
      server.stdin.end()
      await ended
    },
  }
}

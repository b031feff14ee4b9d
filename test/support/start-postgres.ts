import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** URL of the suite's own PostgreSQL server, or of the one that DATABASE_URL_FOR_TESTS names. */
    postgresUrl: string
  }
}

/** Starts one real PostgreSQL from its npm package for the whole run; each test file makes a database of its own. */
export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const given = process.env['DATABASE_URL_FOR_TESTS']
  if (given !== undefined) {
    project.provide('postgresUrl', given)
    return undefined
  }
  const server = spawn(process.execPath, [join(import.meta.dirname, 'postgres-server.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = once(server, 'exit')
  const first = await Promise.race([once(server.stdout, 'data'), ended.then(() => null)])
  if (first === null) throw new Error('PostgreSQL from its npm package did not start')
  project.provide('postgresUrl', String(first[0]).trim())
  return async () => {
    server.stdin.end()
    await ended
  }
}

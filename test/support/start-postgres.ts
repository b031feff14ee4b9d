import type { TestProject } from 'vitest/node'
import { runPostgres } from './run-postgres.ts'

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
  const { url, stop } = await runPostgres()
  project.provide('postgresUrl', url)
  return stop
}

import type { TestProject } from 'vitest/node'
import { makeRunFolder } from './run-folder.ts'
import { type RunningPostgres, runPostgres } from './run-postgres.ts'
import { unpackBrowser } from './unpack-browser.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** URL of the suite's own PostgreSQL server, or of the one that DATABASE_URL_FOR_TESTS names. */
    postgresUrl: string
    /** Folder of the run's temporary files. */
    runFolder: string
    /** Chromium's program. */
    browserPath: string
  }
}

/**
 * Once for the whole run: one real PostgreSQL from its npm package, in which each test file makes a database of its own,
 * the browser's program, and a folder for all that is temporary, which goes away with the run.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { folder, kept, remove } = makeRunFolder()
  project.provide('runFolder', folder)
  const [{ url, stop }, browserPath] = await Promise.all([ownPostgres(), unpackBrowser(kept)])
  project.provide('postgresUrl', url)
  project.provide('browserPath', browserPath)
  return async () => {
    await stop()
    remove()
  }
}

async function ownPostgres(): Promise<RunningPostgres> {
  const given = process.env['DATABASE_URL_FOR_TESTS']
  return given === undefined ? runPostgres() : { url: given, stop: async () => undefined }
}

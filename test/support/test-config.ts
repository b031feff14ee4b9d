import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TenonConfig } from '../../core/src/config/read-config.ts'
import { databaseTemplate } from './database-template.ts'
import { createPostgresDatabase, type DatabaseKind } from './open-test-database.ts'

/** Settings for a Tenon of the tests' own: an empty database, nothing logged. `port` 0 where nothing listens. */
export async function testConfig(kind: DatabaseKind, port = 0): Promise<TenonConfig> {
  return {
    database:
      kind === 'pglite'
        ? { kind: 'pglite', folder: null, template: await databaseTemplate() }
        : { kind: 'postgres', url: await createPostgresDatabase(), poolSize: 5 },
    folder: '',
    host: 'localhost',
    port,
    baseUrl: `http://localhost:${port}`,
    secret: 'kV9x2mQ7pLr4ZtW8yB1cF6hJ3nD5sG0aUeIoRwXz',
    logLevel: 'silent',
    trustedProxies: false,
    metricsToken: undefined,
    pluginHttp: false,
    files: {
      place: { kind: 'disk', folder: await mkdtemp(join(tmpdir(), 'tenon-files-')) },
      maxBytes: 26_214_400,
      quotaBytes: null,
    },
  }
}

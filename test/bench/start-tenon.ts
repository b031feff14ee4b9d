import { createTenon, type Tenon } from '../../core/src/create-tenon.ts'
import { runPostgres } from '../support/run-postgres.ts'

/** Tenon on a PostgreSQL of its own. */
export async function startTenon(): Promise<{ tenon: Tenon; close: () => Promise<void> }> {
  const postgres = await runPostgres()
  const tenon = await createTenon({
    database: { kind: 'postgres', url: postgres.url, poolSize: 10 },
    folder: '',
    host: 'localhost',
    port: 0,
    baseUrl: 'http://localhost',
    secret: 'kV9x2mQ7pLr4ZtW8yB1cF6hJ3nD5sG0aUeIoRwXz',
    logLevel: 'silent',
    trustedProxies: false,
    metricsToken: undefined,
    pluginHttp: false,
  })
  return {
    tenon,
    close: async () => {
      await tenon.close()
      await postgres.stop()
    },
  }
}

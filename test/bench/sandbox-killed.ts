import { createTenon } from '../../core/src/create-tenon.ts'
import { writeUnderKills } from '../fault/write-under-kills.ts'
import { runPostgres } from '../support/run-postgres.ts'
import { print, summarize } from './bench-kit.ts'

/**
 * Writes through a plugin's hooks while a random child of the sandbox is killed again and again: whether any is lost
 * or done twice. `node test/bench/sandbox-killed.ts [seconds, default 60] [writes per second, default 200]`
 */
const [seconds = 60, writesPerSecond = 200] = process.argv.slice(2).map(Number)

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
})
const { times, ...report } = await writeUnderKills({ tenon, seconds, writesPerSecond, killEveryMs: 2_000 })
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`)
print(`writes, ${(times.length / seconds).toFixed(0)} per second`, summarize(times))
await tenon.close()
await postgres.stop()

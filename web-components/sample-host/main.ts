import type { HostCustomer } from './host-customer.ts'
import { startSampleHost } from './start-sample-host.ts'

/**
 * Starts the sample host site. It reads, from the environment:
 * `TENON_URL`, `TENON_SITE`, `TENON_SITE_SECRET`, `SAMPLE_HOST_PORT` (default 8090) and `SAMPLE_HOST_CUSTOMERS`,
 * a JSON list such as `[{"name":"Ada","subject":{"entity":"contact","id":"…"}}]`.
 */
function fromEnvironment(name: string): string {
  const value = process.env[name]
  if (value) return value
  console.error(
    `${name} is not set. The sample host needs TENON_URL, TENON_SITE, TENON_SITE_SECRET and SAMPLE_HOST_CUSTOMERS.`,
  )
  process.exit(1)
}

const host = await startSampleHost({
  port: Number(process.env['SAMPLE_HOST_PORT'] ?? 8090),
  tenonUrl: fromEnvironment('TENON_URL').replace(/\/+$/, ''),
  site: fromEnvironment('TENON_SITE'),
  secret: fromEnvironment('TENON_SITE_SECRET'),
  customers: JSON.parse(fromEnvironment('SAMPLE_HOST_CUSTOMERS')) as HostCustomer[],
}).catch((error: NodeJS.ErrnoException) => {
  console.error(
    `The sample host could not start: ${error.code === 'EADDRINUSE' ? 'its port is taken' : error.message}.`,
  )
  process.exit(1)
})
console.log(`Sample host site: ${host.url}`)

import type { HostCustomer } from './host-customer.ts'
import { startSampleHost } from './start-sample-host.ts'

/** Two people of the demo data, known to the site by the customer numbers that Tenon has for them. */
const DEMO_CUSTOMERS: HostCustomer[] = [
  { name: 'Priya Ellison', number: 'C-10048' },
  { name: '王子轩', number: 'C-10051' },
].map(({ name, number }) => ({
  name,
  subject: { entity: 'contact', externalId: { field: 'customerNumber', value: number } },
}))

function fromEnvironment(name: string): string {
  const value = process.env[name]
  if (value) return value
  console.error(`${name} is not set. The sample host needs TENON_URL, TENON_SITE and TENON_SITE_SECRET.`)
  process.exit(1)
}

/**
 * Starts the sample host site. Environment: `TENON_URL`, `TENON_SITE`, `TENON_SITE_SECRET`, `PORT` (default 8090), and
 * `CUSTOMERS`, a JSON list such as `[{"name":"Ada","subject":{"entity":"contact","id":"…"}}]` (default: two of the demo).
 */
const customers = process.env['CUSTOMERS']
const host = await startSampleHost({
  port: Number(process.env['PORT'] ?? 8090),
  tenonUrl: fromEnvironment('TENON_URL').replace(/\/+$/, ''),
  site: fromEnvironment('TENON_SITE'),
  secret: fromEnvironment('TENON_SITE_SECRET'),
  customers: customers ? (JSON.parse(customers) as HostCustomer[]) : DEMO_CUSTOMERS,
}).catch((error: NodeJS.ErrnoException) => {
  console.error(
    `The sample host could not start: ${error.code === 'EADDRINUSE' ? 'its port is taken' : error.message}.`,
  )
  process.exit(1)
})
console.log(`Sample host site: ${host.url}`)
// Started by the demo, it must not outlive it and keep its port.
process.once('disconnect', () => process.exit(0))

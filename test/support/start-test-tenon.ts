import { createServer as createProbe } from 'node:net'
import { join } from 'node:path'
import { DEMO_PEOPLE, prepareDemo } from '../../core/src/cli/prepare-demo.ts'
import type { TenonConfig } from '../../core/src/config/read-config.ts'
import type { TenantRef } from '../../core/src/context/request-context.ts'
import { createTenon, type Tenon } from '../../core/src/create-tenon.ts'
import { createServer } from '../../core/src/http/create-server.ts'
import { listen } from '../../core/src/http/listen.ts'
import { demoTemplate } from './demo-template.ts'
import type { DatabaseKind } from './open-test-database.ts'
import { testConfig } from './test-config.ts'

const ROOT = join(import.meta.dirname, '../..')
const [ADMIN, STAFF] = DEMO_PEOPLE

export interface TestTenon {
  /** Such as `http://localhost:41234`. */
  url: string
  /** Port on which the demo's sample host site may run: its origin is registered. */
  hostPort: number
  tenon: Tenon
  tenant: TenantRef
  /** Id and secret of the registered host site. */
  site: { id: string; secret: string }
  /** Signs in and resolves to the cookie header. */
  signIn(person?: 'admin' | 'staff'): Promise<string>
  close(): Promise<void>
}

interface TestTenonOptions extends Pick<TenonConfig, 'catalogues' | 'trustFile' | 'limits'> {
  kind?: DatabaseKind
}

/** The whole of Tenon with the demo's tenant in it, listening on a free port, its events and after-hooks running. */
export async function startTestTenon({ kind = 'pglite', ...settings }: TestTenonOptions = {}): Promise<TestTenon> {
  const port = await freePortPair()
  const config = { ...(await testConfig(kind, port)), ...settings }
  if (config.database.kind === 'pglite') config.database.template = await demoTemplate()
  const tenon = await createTenon(config)
  const { tenant, site } = await prepareDemo(tenon, config, () => undefined)
  const files = { studio: join(ROOT, 'schema-studio/dist'), widgets: join(ROOT, 'web-components/dist') }
  const { baseUrl, trustedProxies } = config
  const metrics = { token: config.metricsToken, text: tenon.metricsText }
  const { api, logger, readiness: health } = tenon
  const { limits } = config
  const app = await createServer({ api, files, baseUrl, trustedProxies, metrics, health, limits, logger })
  await listen(app, config)
  await tenon.startBackground()
  return {
    url: config.baseUrl,
    hostPort: port + 1,
    tenon,
    tenant,
    site,
    signIn: (person = 'admin') => signIn(config.baseUrl, person),
    close: async () => {
      await app.close()
      await tenon.close()
    },
  }
}

async function signIn(url: string, person: 'admin' | 'staff'): Promise<string> {
  const { email, password } = person === 'admin' ? ADMIN : STAFF
  const response = await fetch(`${url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ email, password }),
  })
  if (!response.ok) throw new Error(`sign-in answered ${response.status}: ${await response.text()}`)
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
}

/** A free port whose next one is free too. */
async function freePortPair(): Promise<number> {
  for (;;) {
    const port = await freePort(0)
    if (port !== null && port < 65_535 && (await freePort(port + 1)) !== null) return port
  }
}

function freePort(asked: number): Promise<number | null> {
  return new Promise((resolve) => {
    const probe = createProbe()
    probe.once('error', () => resolve(null))
    probe.listen(asked, 'localhost', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : null))
    })
  })
}

import { afterAll, beforeAll, expect, test } from 'vitest'
import { installFolders } from '../../../core/src/cli/install-folders.ts'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { systemContext } from '../../../core/src/context/system-context.ts'
import { createTenon, type Tenon } from '../../../core/src/create-tenon.ts'
import { testConfig } from '../../support/test-config.ts'
import { createDatabaseOfLogin } from './postgres-login.ts'
import { watchStatements } from './sent-statements.ts'
import { type Called, walkProcedures } from './walk-procedures.ts'

/** What names a tenant's schema and runs as the login. The documentation lists them in words. */
const OF_THE_LOGIN = [
  // Looks through many tenants for work, and for nothing else: see `findSchemas`, `watchSchemas` and `watchComputedCode`.
  /^select \$1::text as schema where /,
  /^select \$1::text as schema, \(exists \(select 1 from "/,
  /^\(select \$1::text as schema, version from \(/,
  // Makes the tenant.
  /^create schema if not exists "t_acme"$/,
  /^grant usage, create on schema "t_acme"/,
  /^grant usage on schema "t_acme" to/,
  // An index is built without a transaction, and so without a role.
  /^create (unique )?index concurrently if not exists /,
]
const MARKED = 'text of the walk'

let tenon: Tenon
let called: Called[] = []
const statements = watchStatements()
beforeAll(async () => {
  const { url } = await createDatabaseOfLogin()
  const config = await testConfig('pglite')
  tenon = await createTenon({ ...config, database: { kind: 'postgres', url, poolSize: 5, tenantRoles: 'required' } })
  const tenant = await tenon.createTenant({ slug: 'acme', name: 'Acme' })
  await installFolders(tenon, tenant, ['crm'])
  await tenon.startBackground()
  const system = systemContext(tenant)
  const password = 'a long enough password'
  const user = await tenon.createUser(tenant, { email: 'ada@example.com', name: 'Ada', password, roles: ['admin'] })
  const other = await tenon.createUser(tenant, { email: 'sam@example.com', name: 'Sam', password, roles: ['staff'] })
  const ctx: RequestContext = { ...system, actor: { kind: 'user', id: user.id, name: 'Ada', roles: ['admin'] } }
  called = await walkProcedures({ services: tenon.services as never, ctx }, async (procedure) => {
    const entity = /stage|approvals|pipelines/i.test(procedure) ? 'opportunity' : 'account'
    const values = { name: MARKED }
    const records = tenon.services.records
    const { id, version } = await records.create(system, { entity, values })
    const second = await records.create(system, { entity, values })
    const known = {
      ...{ text: MARKED, entity, id, version, values, records: [values], stage: 'qualification', pipeline: 'sales' },
      ...{
        into: { id, version },
        from: '2026-01-01T00:00:00Z',
        to: '2026-02-01T00:00:00Z',
        groupBy: 'tier',
        field: 'name',
      },
      ...{ ids: [id, second.id], revision: 0, grants: {}, rules: {}, edits: {}, plugin: 'crm', timeZone: 'UTC' },
      ...{ email: 'eve@example.com', password, roles: ['staff'], standInId: other.id, parentId: null, memberIds: [] },
      ...{ at: new Date().toISOString(), until: '2026-12-01T00:00:00Z', localTime: '2099-01-01T09:00' },
      ...{ origins: ['https://host.example.com'], mail: 'eve@example.com', columns: null, view: 'all', actor: user.id },
    }
    if (procedure === 'records.merge')
      return { ...known, from: [{ id: second.id, version: second.version }], values: {} }
    if (procedure === 'records.group') return { ...known, groupBy: ['tier'] }
    if (/^(users|access\.delegat)/.test(procedure)) return { ...known, id: other.id }
    if (procedure.startsWith('roles.')) return { ...known, name: 'walker' }
    if (procedure.startsWith('plugins.'))
      return { ...known, id: 'crm', version: '0.1.0', capability: 'entity:account:read' }
    return known
  })
}, 180_000)
afterAll(async () => {
  await tenon.close()
  statements.stop()
})

test('all procedures of the API work where each statement runs as the tenant’s role, or are refused for other reasons', () => {
  const faults = called.filter(({ outcome }) => /^(INTERNAL|UNAVAILABLE|missing|[0-9A-Z]{5}:)/.test(outcome))
  expect(faults).toEqual([])
  const done = called.filter(({ outcome }) => outcome === 'ok')
  expect(called.length).toBeGreaterThan(150)
  expect(done.length, JSON.stringify(called.filter(({ outcome }) => outcome !== 'ok'))).toBeGreaterThan(100)
})

test('no statement that names a tenant’s schema runs as the login, apart from those that look through all tenants', () => {
  const named = statements.sent.filter(({ text }) => text.includes('"t_acme"'))
  expect(named.filter(({ role }) => role !== null).length).toBeGreaterThan(500)
  const ofLogin = named.filter(
    ({ role, text }) => role === null && !OF_THE_LOGIN.some((known) => known.test(text.trim())),
  )
  expect([...new Set(ofLogin.map(({ text }) => text.slice(0, 200)))]).toEqual([])
})

test('as a tenant’s role nothing is asked of the control plane', () => {
  const crossing = statements.sent.filter(
    ({ role, text }) => role !== null && role !== 'none' && text.includes('"tenon".'),
  )
  expect(crossing).toEqual([])
})

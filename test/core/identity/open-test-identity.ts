import { randomBytes } from 'node:crypto'
import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import { sql } from 'kysely'
import type { RequestContext, TenantRef } from '../../../core/src/context/request-context.ts'
import { createTenant } from '../../../core/src/db/create-tenant.ts'
import type { Database } from '../../../core/src/db/database.ts'
import type { AdminGate, IdentityChange } from '../../../core/src/identity/admin-gate.ts'
import { createIdentity, type Identity } from '../../../core/src/identity/create-identity.ts'
import { identityError } from '../../../core/src/identity/identity-error.ts'
import { compileModel } from '../../../core/src/model/compile-model.ts'
import { openTestDatabase } from '../../support/open-test-database.ts'

export const BASE_URL = 'http://localhost:4000'
export const ADMIN = { email: 'ada@example.com', password: 'correct horse 1', name: 'Ada Admin', roles: ['admin'] }

export interface TestIdentity {
  database: Database
  tenant: TenantRef
  identity: Identity
  changes: IdentityChange[]
  /** Context of an admin of the tenant. */
  admin: RequestContext
  userId: string
}

/** A tenant with one admin and one table `contact`, in an embedded database of its own. */
export async function openTestIdentity(): Promise<TestIdentity> {
  const database = await openTestDatabase('pglite')
  const tenant = await createTenant(database, { slug: 'acme', name: 'Acme' })
  await createContacts(database, tenant)
  const changes: IdentityChange[] = []
  const identity = await createIdentity({
    database,
    models: { get: async () => compileModel(structuredClone(DOCUMENT), 1) },
    config: {
      baseUrl: BASE_URL,
      authSecret: randomBytes(32).toString('base64'),
      secretKey: randomBytes(32).toString('base64'),
      viewKey: randomBytes(32).toString('base64'),
    },
    requireAdmin,
    forgetRoles: () => undefined,
    recordChange: async (_, change) => void changes.push(change),
    changeNoted: async (ctx, work, committed) => {
      const noted: IdentityChange[] = []
      const result = await database.transaction(ctx.tenant.schema, (trx) =>
        work(trx, async (change) => void noted.push(change)),
      )
      committed?.()
      changes.push(...noted)
      return result
    },
  })
  const { id } = await identity.createUser(tenant, ADMIN)
  const admin = contextOf(tenant, { kind: 'user', id, name: ADMIN.name, roles: ['admin'] })
  return { database, tenant, identity, changes, admin, userId: id }
}

export function contextOf(tenant: TenantRef, actor: RequestContext['actor']): RequestContext {
  return { tenant, actor, requestId: 'r1', signal: new AbortController().signal, locale: 'en', depth: 0 }
}

/** Signs in over better-auth's own route; resolves to the cookie's `name=value`. */
export async function signIn(identity: Identity, { email, password }: { email: string; password: string }) {
  const response = await identity.auth.handle(
    new Request(`${BASE_URL}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: BASE_URL },
      body: JSON.stringify({ email, password }),
    }),
  )
  return { response, cookie: response.headers.getSetCookie().map((line) => line.split(';')[0])[0] ?? '' }
}

const requireAdmin: AdminGate['requireAdmin'] = async ({ actor, locale }) => {
  if ('roles' in actor && actor.roles.includes('admin')) return
  throw identityError(locale, { code: 'FORBIDDEN', message: { en: 'Only an administrator may do this.' } })
}

async function createContacts(database: Database, tenant: TenantRef): Promise<void> {
  const table = sql.id(tenant.schema, 'contact')
  await sql`create table ${table} (id uuid primary key, name text, customer_number text, city text,
    deleted_at timestamptz)`.execute(database.control)
}

export async function insertContact(
  { database, tenant }: TestIdentity,
  { id, name, number, city = null }: { id: string; name: string; number: string | null; city?: string | null },
): Promise<void> {
  await sql`insert into ${sql.id(tenant.schema, 'contact')} (id, name, customer_number, city)
    values (${id}::uuid, ${name}, ${number}, ${city})`.execute(database.control)
}

const DOCUMENT: ModelDocument = {
  entities: {
    contact: {
      type: 'object',
      name: 'contact',
      label: { en: 'Contact' },
      pluralLabel: { en: 'Contacts' },
      titleField: 'name',
      source: 'crm',
      fieldSources: { name: 'crm', customerNumber: 'crm', city: 'crm' },
      properties: {
        name: { fieldType: 'text', label: { en: 'Name' } },
        customerNumber: { fieldType: 'text', label: { en: 'Customer number' }, unique: true },
        city: { fieldType: 'text', label: { en: 'City' } },
      },
    },
  },
  pipelines: {},
}

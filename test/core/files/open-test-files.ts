import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { StoredFile } from '@tenon/sdk/contract/field-type'
import Fastify from 'fastify'
import { uuidv7 } from 'uuidv7'
import type { ApiDependencies } from '../../../core/src/api/api-services.ts'
import { registerFiles } from '../../../core/src/api/register-files.ts'
import type { FilesConfig } from '../../../core/src/config/files-config.ts'
import type { Actor, RequestContext } from '../../../core/src/context/request-context.ts'
import { createFiles } from '../../../core/src/create-files.ts'
import { makeFindSubject } from '../../../core/src/identity/make-find-subject.ts'
import { makeRecallActor } from '../../../core/src/identity/make-recall-actor.ts'
import { makeTenantDirectory } from '../../../core/src/identity/tenant-directory.ts'
import { mergeModel } from '../../../core/src/model/merge-model.ts'
import type { FileStorage } from '../../../core/src/storage/file-storage.ts'
import { openDiskStorage } from '../../../core/src/storage/open-disk-storage.ts'
import type { DatabaseKind } from '../../support/open-test-database.ts'
import { entity, field, pluginPackage } from '../model/sample-model.ts'
import { openTestRecords, type TestRecords } from '../records/open-test-records.ts'

const SITE = 'site-1'

/** Smallest PNG, 1 × 1. */
export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
export const PDF = Buffer.from('%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n')

const portal: Partial<FieldSchema> = { embed: 'portal' }
const contact = entity('contact', { name: field('text', portal), portrait: field('image', portal) })
const paper = entity(
  'paper',
  {
    owner: field('reference', { reference: { entity: 'contact', onDelete: 'setNull' }, ...portal }),
    scans: field('file', { maxItems: 3, ...portal }),
    photo: field('image', { maxBytes: 1_000 }),
    contract: field('file', { accept: ['application/pdf'], sensitive: true }),
  },
  { customerField: 'owner' },
)

/** Papers with files: scans, a photo, and a contract that is not for everybody; of which customers see the scans. */
export const filesDocument = mergeModel([pluginPackage('sample', { entities: [contact, paper] })], {})

/** Clerks do all that staff does, and know nothing of contracts. */
async function addClerks({ database, tenant, access }: TestRecords): Promise<void> {
  const all = { create: 'all', read: 'all', update: 'all', delete: 'own' }
  const grants = { '*': all, paper: { ...all, fields: { contract: { read: false, write: false } } } }
  const row = { name: 'clerk', label: JSON.stringify({ en: 'Clerk' }), grants: JSON.stringify(grants) }
  await database.tenant(tenant.schema).insertInto('_role').values(row).execute()
  access.forget(tenant.schema)
}

export type TestFiles = Awaited<ReturnType<typeof openTestFiles>>

interface Options {
  limits?: Partial<FilesConfig>
  /** What the storage does in place of a disk's. */
  storage?: (disk: FileStorage) => FileStorage
}

/** Records, uploads and links over a real database and a real folder, and the routes that carry bytes. */
export async function openTestFiles(kind: DatabaseKind, { limits, storage: wrap = (disk) => disk }: Options = {}) {
  const records = await openTestRecords(kind, filesDocument)
  const { database, models, access, tenant, zones } = records
  await addClerks(records)
  const folder = await mkdtemp(join(tmpdir(), 'tenon-files-'))
  const storage = wrap(openDiskStorage(folder))
  const site = { id: SITE, tenantId: tenant.id, name: 'Site', origins: [], secret: '' }
  const recallActor = makeRecallActor({
    database,
    tenants: makeTenantDirectory(database, 0),
    sites: {
      get: async (id) => (id === SITE ? site : undefined),
      hasOrigin: async () => false,
      forget: () => undefined,
    },
    findSubject: makeFindSubject({ database, models }),
  })
  const settings: FilesConfig = { place: { kind: 'disk', folder }, maxBytes: 200_000, quotaBytes: null, ...limits }
  const files = createFiles(
    { database, models, access, zones, storage, identity: { recallActor } },
    { secret: 'a secret of the tests', folder, files: settings },
  )
  const people = new Map<string, RequestContext>()
  const app = Fastify({ forceCloseConnections: true })
  // Who sends a request stands in its header: sign-in has tests of its own.
  const authenticate = async ({ headers }: { headers: Headers }) => {
    const ctx = people.get(headers.get('x-test-person') ?? '') ?? records.system
    return { actor: ctx.actor, tenant, expiresAt: null }
  }
  const dependencies = { identity: { authenticate }, files: files.served } as unknown as ApiDependencies
  await app.register((scope) => registerFiles(scope, dependencies), { prefix: '/api/files' })
  const address = await app.listen({ port: 0, host: '127.0.0.1' })

  /** Uploads through the service, as somebody. */
  function upload(ctx: RequestContext, given: { field: string; name?: string; bytes?: Buffer }): Promise<StoredFile> {
    const { field: name, bytes = PDF } = given
    const input = { entity: 'paper', field: name, name: given.name ?? 'a.pdf', length: bytes.length }
    return files.upload(ctx, { ...input, content: Readable.from([bytes], { objectMode: false }) })
  }

  return {
    ...records,
    files,
    storage,
    folder,
    address,
    upload,
    /** A header that makes a request come from the person. */
    person(ctx: RequestContext): Record<string, string> {
      const key = uuidv7()
      people.set(key, ctx)
      return { 'x-test-person': key }
    },
    customer(id: string): RequestContext {
      const subject = { entity: 'contact', id }
      const actor: Actor = { kind: 'customer', id, name: 'Cara', site: SITE, scopes: ['customer:read'], subject }
      return records.as(actor)
    },
    /** Names of all files in the folder. */
    async stored(): Promise<string[]> {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true })
      return entries.filter((entry) => entry.isFile()).map(({ name }) => name)
    },
    close: async () => {
      await app.close()
      await records.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

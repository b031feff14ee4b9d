import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { systemContext } from '../../../core/src/context/system-context.ts'
import { createTenon, type Tenon } from '../../../core/src/create-tenon.ts'
import { testConfig } from '../../support/test-config.ts'

type DatabaseConfig = Awaited<ReturnType<typeof testConfig>>['database']

export interface Place {
  database: DatabaseConfig
  folder: string
  files: string
}

async function configOf({ database, folder, files }: Place) {
  const base = await testConfig('pglite')
  return {
    ...{ ...base, database, folder },
    files: { place: { kind: 'disk' as const, folder: files }, maxBytes: 10_000_000, quotaBytes: null },
  }
}

/** Root secret of the installations. */
export const { secret: SECRET } = await testConfig('pglite')

const label = (en: string, zh: string) => ({ en, 'zh-CN': zh })
const PAPER = {
  type: 'object',
  name: 'paper',
  label: label('Paper', '文件'),
  pluralLabel: label('Papers', '文件'),
  titleField: 'name',
  properties: {
    name: { fieldType: 'text', label: label('Name', '名称') },
    price: { fieldType: 'money', label: label('Price', '价格') },
    scans: { fieldType: 'file', label: label('Scans', '扫描件'), maxItems: 3 },
  },
}

/** What the files hold: small, large, and none that looks like text. */
const CONTENTS = [
  Buffer.from('%PDF-1.7\none\n%%EOF\n'),
  Buffer.alloc(3_000_000, '%PDF-1.7 large '),
  Buffer.from('%PDF-1.7\n\0\u{1F4C4}'),
]

/** Two tenants; one has records with a file each, and one more upload that no record names; and a host site with a secret. */
export async function fillInstallation(place: Place): Promise<Contents> {
  return withTenon(place, async (tenon) => {
    await tenon.createTenant({ slug: 'empty', name: 'Empty' })
    const tenant = await tenon.createTenant({ slug: 'acme', name: 'Acme' })
    const ctx = systemContext(tenant)
    const { model, records } = tenon.services
    const { revision } = await model.saveDraft(ctx, { edits: { entities: { paper: PAPER } }, revision: 0 })
    await model.publish(ctx, { revision })
    await tenon.ensureSite(tenant, { id: 'shop', name: 'Shop', origins: ['https://shop.example'] })
    const upload = (bytes: Buffer, name: string) => {
      const content = Readable.from([bytes], { objectMode: false })
      const input = { entity: 'paper', field: 'scans', name, content, length: bytes.length }
      return tenon.api.files.upload(ctx, input)
    }
    for (const [at, bytes] of CONTENTS.entries()) {
      const { id } = await upload(bytes, `scan ${at}.pdf`)
      const values = { name: `Paper ${at} 文件`, price: { amount: `${at}.10`, currency: 'EUR' }, scans: [id] }
      await records.create(ctx, { entity: 'paper', values })
    }
    await upload(Buffer.from('%PDF-1.7\nnot named yet'), 'loose.pdf')
    return readContents(tenon)
  })
}

export type Contents = Awaited<ReturnType<typeof readContents>>

/** All that must come back: records as they were, bytes of their files, the site's secret in the clear. */
export function readInstallation(place: Place): Promise<Contents> {
  return withTenon(place, readContents)
}

async function readContents(tenon: Tenon) {
  const tenants = await tenon.listTenants()
  const tenant = tenants.find(({ slug }) => slug === 'acme')
  if (tenant === undefined) throw new Error('There is no tenant acme')
  const ctx = systemContext(tenant)
  const { records } = await tenon.services.records.find(ctx, { entity: 'paper', sort: [{ field: 'name' }] })
  const stored = await tenon.database.tenant(tenant.schema).selectFrom('_file').selectAll().orderBy('id').execute()
  const bytes = await Promise.all(
    stored.map(async ({ id }) => buffer(await tenon.api.files.open({ schema: tenant.schema, id }))),
  )
  const site = await tenon.ensureSite(tenant, { id: 'shop', name: 'Shop', origins: ['https://shop.example'] })
  return {
    tenants: tenants.map(({ slug, name }) => ({ slug, name })),
    records,
    stored,
    bytes: bytes.map((each) => each.toString('base64')),
    siteSecret: site.secret,
  }
}

async function withTenon<T>(place: Place, work: (tenon: Tenon) => Promise<T>): Promise<T> {
  const tenon = await createTenon(await configOf(place))
  try {
    return await work(tenon)
  } finally {
    await tenon.close()
  }
}

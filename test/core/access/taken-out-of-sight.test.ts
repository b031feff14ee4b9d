import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { entityFile, manifest, openPluginTenant, type PluginTenant } from '../../support/open-plugin-tenant.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'

const PLUGIN = {
  'plugin.json': manifest('slots'),
  'entities/slot.schema.json': entityFile(
    'slot',
    {
      code: { fieldType: 'text', label: { en: 'Door code' } },
      pin: { fieldType: 'text', unique: true, sensitive: true },
    },
    { uniqueTogether: [{ fields: ['name', 'code'] }] },
  ),
}
const READER = { slot: { read: 'all', update: 'all', delete: 'all', create: 'all' } }
const CLOSED = { ...READER.slot, fields: { code: { read: false, write: false } } }

describe.each(DATABASE_KINDS)(
  'a record that cannot come back, since others have its unique values by now, on %s',
  (kind) => {
    let shop: PluginTenant
    beforeAll(async () => {
      shop = await openPluginTenant(kind)
      await shop.install(PLUGIN)
      const db = shop.tenon.database.tenant(shop.tenant.schema)
      for (const [name, grants] of Object.entries({ open: READER, closed: { slot: CLOSED } })) {
        const role = { name, label: '{"en":"R"}', grants: JSON.stringify(grants) }
        await db.insertInto('_role').values(role).execute()
      }
      shop.tenon.forgetRoles(shop.tenant.schema)
    })
    afterAll(() => shop?.close())

    const as = (role: string): RequestContext => {
      const actor = { kind: 'user', id: '01a222b1-2203-7a64-ab3e-202a458b5bfb', name: 'Ann', roles: [role] } as const
      return { ...shop.ctx, actor }
    }
    /** What whoever brings back a record of these values is told, once another has them. */
    async function toldOf(role: string, values: { name: string; code?: string; pin?: string }) {
      const { id } = await shop.create('slot', values)
      await shop.tenon.services.records.delete(shop.ctx, { entity: 'slot', id, version: 1 })
      await shop.create('slot', values)
      const restored = shop.tenon.services.records.restore(as(role), { entity: 'slot', id, version: 2 })
      const error = (await restored.catch((caught: unknown) => caught)) as { message: string; problems: object[] }
      return { message: error.message, problems: error.problems }
    }

    test('names values and fields that the reader sees, and of others neither', async () => {
      const open = await toldOf('open', { name: 'A1', code: 'zq17x' })
      expect(open.message).toContain('Thing ‘A1’ and Door code ‘zq17x’')
      const closed = JSON.stringify(await toldOf('closed', { name: 'B1', code: 'zq18x' }))
      expect(closed).toContain('Thing ‘B1’ and what you may not see of it')
      for (const hidden of ['zq18x', 'Door', 'code']) expect(closed).not.toContain(hidden)
      const masked = JSON.stringify(await toldOf('open', { name: 'C1', pin: 'zq19x' }))
      expect(masked).toContain('pin is already taken by another record')
      expect(masked).not.toContain('zq19x')
    })
  },
)

import { afterAll, beforeAll, expect, test } from 'vitest'
import { entityFile, manifest, openPluginTenant, type PluginTenant } from '../../support/open-plugin-tenant.ts'

const plugin = (version: string, fields: Record<string, object>) => ({
  'plugin.json': manifest('boxes', { version }),
  'entities/box.schema.json': entityFile('box', fields),
})
const TEXT = { fieldType: 'text' }
const MONEY = { fieldType: 'money', currency: 'EUR' }
const RECORDS = 401

let plugins: PluginTenant
beforeAll(async () => {
  plugins = await openPluginTenant('pglite')
  await plugins.install(plugin('1.0.0', { price: TEXT, note: TEXT }))
  const records = Array.from({ length: RECORDS }, (_, index) => ({ name: `Box ${index}`, price: '9.5 EUR', note: 'n' }))
  await plugins.tenon.services.records.createMany(plugins.ctx, { entity: 'box', records })
})
afterAll(() => plugins?.close())

/** Lines of an export of which a part is taken before the publish, and all that come after it. */
async function exportOver(fields: readonly string[], publish: () => Promise<unknown>): Promise<string[]> {
  const { text } = await plugins.tenon.api.exportRecords(plugins.ctx, { entity: 'box', fields: [...fields] })
  const parts: string[] = []
  for await (const part of text) {
    parts.push(part)
    if (parts.length === 2) await publish()
  }
  return parts.join('').trim().split('\r\n')
}

test('a file goes on over a publish that leaves its fields as they are', async () => {
  const lines = await exportOver(['name', 'price'], () =>
    plugins.install(plugin('1.1.0', { price: TEXT, note: { fieldType: 'longText' }, more: TEXT })),
  )
  expect(lines).toHaveLength(RECORDS + 1)
  expect(new Set(lines.slice(1).map((line) => line.split(',')[1]))).toEqual(new Set(['9.5 EUR']))
})

test('a file breaks off where one of its fields has got another type, or is another one, meanwhile: its values would not be those of the header', async () => {
  const retyped = exportOver(['name', 'price'], () =>
    plugins.install(plugin('1.2.0', { price: MONEY, note: { fieldType: 'longText' } })),
  )
  await expect(retyped).rejects.toMatchObject({
    code: 'CONFLICT',
    message: 'Fields of the file have become others meanwhile: ask for it again.',
  })
  const gone = exportOver(['name', 'note'], () => plugins.install(plugin('1.3.0', { price: MONEY })))
  await expect(gone).rejects.toMatchObject({ code: 'BAD_REQUEST' })
})

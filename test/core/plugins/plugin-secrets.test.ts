import { describe, expect, test } from 'vitest'
import { makePluginSecrets } from '../../../core/src/plugins/plugin-secrets.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { fleet, usePluginAdmin } from './use-plugin-admin.ts'

describe.each(DATABASE_KINDS)('a plugin’s secrets on %s', (kind) => {
  const bench = usePluginAdmin(kind)
  const verbs = () => bench.tenon.services.plugins

  const token = { ...fleet, name: 'token' }

  test('are listed by name, label and who set them when, and never shown', async () => {
    await bench.install()
    expect(await verbs().secrets(bench.ctx, fleet)).toMatchObject([
      {
        name: 'token',
        label: { en: 'Access token' },
        hosts: ['api.fleet.example'],
        headers: ['authorization'],
        set: null,
      },
    ])
    const listed = await verbs().setSecret(bench.ctx, { ...token, value: ' s3cret-value ' })
    expect(listed).toMatchObject([{ name: 'token', unused: false, set: { by: 'user:u1', at: expect.any(String) } }])
    expect(JSON.stringify([listed, await verbs().get(bench.ctx, fleet), await bench.audit()])).not.toContain('s3cret')
    expect(await bench.secrets.read(bench.ctx.tenant, 'fleet', 'token')).toBe('s3cret-value')
    expect((await verbs().list(bench.ctx))[0]?.health.secretsMissing).toBe(0)
  })

  test('lie encrypted in the database, and are another’s in no other tenant and under no other name', async () => {
    await bench.install()
    await verbs().setSecret(bench.ctx, { ...token, value: 's3cret-value' })
    const rows = await bench.tenon.database
      .tenant(bench.ctx.tenant.schema)
      .selectFrom('_plugin_secret')
      .selectAll()
      .execute()
    expect(rows).toMatchObject([
      { plugin: 'fleet', name: 'token', set_by: 'user:u1', value: expect.stringMatching(/^v1:/) },
    ])
    expect(JSON.stringify(rows)).not.toContain('s3cret')
    expect(await bench.secrets.read(bench.ctx.tenant, 'fleet', 'other')).toBeNull()
    const stranger = await bench.tenon.createTenant({ slug: `stranger-${kind}`, name: 'Stranger' })
    expect(await bench.secrets.read(stranger, 'fleet', 'token')).toBeNull()
  })

  test('that were set under another secret of the server are told apart from those that can be used, until they are set again', async () => {
    await bench.install()
    await verbs().setSecret(bench.ctx, { ...token, value: 's3cret-value' })
    const { database } = bench.tenon
    const now = makePluginSecrets({ database, secretKey: Buffer.alloc(32, 7).toString('base64') })
    expect(await verbs().secrets(bench.ctx, fleet)).toMatchObject([{ unreadable: false }])
    expect(await now.list(bench.ctx, 'fleet')).toMatchObject([{ set: { by: 'user:u1' }, unreadable: true }])
    await expect(now.read(bench.ctx.tenant, 'fleet', 'token')).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
    await now.set(bench.ctx, { plugin: 'fleet', name: 'token', value: 'anew' })
    expect(await now.list(bench.ctx, 'fleet')).toMatchObject([{ unreadable: false }])
    expect(await now.read(bench.ctx.tenant, 'fleet', 'token')).toBe('anew')
  })

  test('that are cleared are gone at once, and the audit trail knows who did what', async () => {
    await bench.install()
    const named = { plugin: 'fleet', name: 'token' }
    await bench.secrets.set(bench.ctx, { ...named, value: 'one' })
    expect(await bench.secrets.read(bench.ctx.tenant, 'fleet', 'token')).toBe('one')
    await bench.secrets.clear(bench.ctx, named)
    expect(await bench.secrets.read(bench.ctx.tenant, 'fleet', 'token')).toBeNull()
    expect(await verbs().clearSecret(bench.ctx, token)).toMatchObject([{ set: null }])
    expect((await bench.audit()).slice(1)).toEqual([
      { action: 'pluginSecret.set', actor: 'user:u1', id: 'fleet', secret: 'token' },
      { action: 'pluginSecret.clear', actor: 'user:u1', id: 'fleet', secret: 'token' },
    ])
  })

  test.each([
    ['empty', '  ', /empty/],
    ['of two lines', 'one\ntwo', /line break/],
    ['of characters that no header carries', '密钥', /no HTTP header can carry/],
    ['too long', 'x'.repeat(4001), /4001 characters; at most 4000/],
  ])('that are %s are refused without being repeated', async (_what, value, told) => {
    await bench.install()
    const set = verbs().setSecret(bench.ctx, { ...token, value })
    await expect(set).rejects.toMatchObject({ code: 'VALIDATION_FAILED', problems: [{ pointer: '/value' }] })
    await expect(set).rejects.toThrow(told)
    if (value.trim() !== '') expect(String(await set.catch((error: Error) => error.message))).not.toContain(value)
  })

  test('that the plugin does not declare are refused, and go with the plugin', async () => {
    await bench.install()
    await expect(verbs().setSecret(bench.ctx, { ...fleet, name: 'tokn', value: 'x' })).rejects.toThrow(
      /did you mean 'token'/,
    )
    await verbs().setSecret(bench.ctx, { ...token, value: 'one' })
    await bench.tenon.removePlugin(bench.ctx, 'fleet', { consent: true })
    await bench.install()
    expect(await verbs().secrets(bench.ctx, fleet)).toMatchObject([{ set: null }])
  })
})

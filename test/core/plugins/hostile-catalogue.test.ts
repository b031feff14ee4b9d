import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { systemContext } from '../../../core/src/context/system-context.ts'
import { createTenon, type Tenon } from '../../../core/src/create-tenon.ts'
import { catalogueName } from '../../../core/src/plugins/catalogues.ts'
import { openCatalogue } from '../../../core/src/plugins/open-catalogue.ts'
import { testConfig } from '../../support/test-config.ts'
import { FLEET_2, packFolder, writeFleet, writeIndex } from './fleet-plugin.ts'
import { shelf, trustFile, useCatalogue } from './use-catalogue.ts'

const catalogue = useCatalogue()

describe('a hostile catalogue', () => {
  let tenon: Tenon
  let ctx: RequestContext
  const plugins = () => tenon.services.plugins

  async function open(catalogues: string[]): Promise<void> {
    tenon = await createTenon({ ...(await testConfig('pglite')), catalogues, trustFile })
    ctx = systemContext(await tenon.createTenant({ slug: 'acme', name: 'Acme' }))
  }
  const install = () =>
    plugins().install(ctx, { id: 'fleet', version: '1.0.0', grants: { fleet: [] }, allowUnsigned: true })

  test.each([
    ['swapped', 'PLUGIN_INVALID', /is not what its index says/],
    ['large', 'PLUGIN_INVALID', /has more than \d+ bytes/],
  ] as const)('whose package is %s installs nothing, even with an explicit yes', async (variant, code, told) => {
    await open([catalogue.server.url(variant)])
    await expect(install()).rejects.toMatchObject({ code, message: expect.stringMatching(told) })
    expect(await plugins().list(ctx)).toEqual([])
    await tenon.close()
  })

  test.each(['endless', 'elsewhere', 'garbage'] as const)(
    'that is %s is told beside the others, without a path or an address of the server’s network',
    async (variant) => {
      await open([catalogue.server.url(variant), shelf])
      const { sources, plugins: offered } = await plugins().catalogue(ctx)
      expect(sources).toEqual([
        { name: 'shelf', problem: null },
        { name: expect.stringContaining(variant), problem: expect.stringMatching(/\S/) },
      ])
      expect(JSON.stringify(sources)).not.toMatch(/passwd|\/tmp|ECONN|127\.0\.0\.1/)
      expect(offered.map(({ id }) => id)).toEqual(['depot', 'fleet'])
      await install()
      await tenon.close()
    },
  )

  test.each(['slow', 'silent'] as const)('that is %s is given up after its time', async (variant) => {
    const began = performance.now()
    const opening = openCatalogue({ address: catalogue.server.url(variant), shownAs: 'shop', timeoutMilliseconds: 300 })
    await expect(opening).rejects.toMatchObject({ code: 'UNAVAILABLE', message: expect.stringContaining('shop') })
    expect(performance.now() - began).toBeLessThan(5_000)
  })

  test.each([
    ['http://example.com/plugins', 'http: on this machine only'],
    ['ftp://localhost/plugins', 'http: on this machine only'],
    ['https://user:hunter2@example.com/plugins', 'without a password'],
  ])('at %s is not asked at all', async (address, told) => {
    const opening = openCatalogue({ address, shownAs: 'shop' })
    await expect(opening).rejects.toMatchObject({ code: 'PLUGIN_INVALID', message: expect.stringContaining(told) })
    await expect(opening).rejects.not.toThrow(/hunter2/)
  })

  test.each([
    ['/srv/tenon/plugins', 'plugins'],
    ['https://plugins.example.com/tenon/', 'plugins.example.com/tenon'],
    ['https://user:hunter2@example.com/x', 'example.com/x'],
    ['ftp://user:hunter2@example.com', 'example.com'],
    ['file:///srv/tenon/plugins', 'plugins'],
  ])('at %s is called %s', (address, name) => {
    expect(catalogueName(address)).toBe(name)
  })

  test('that comes later cannot slip in a higher version of another’s plugin', async () => {
    const rival = join(catalogue.root, 'rival')
    const maker = await createTenon(await testConfig('pglite'))
    await packFolder(maker, writeFleet(join(catalogue.root, 'rival-source'), { ...FLEET_2, version: '1.9.0' }), {
      into: rival,
    })
    await writeIndex(rival)
    await maker.close()
    await open([shelf, rival])
    const { plugins: offered } = await plugins().catalogue(ctx)
    expect(offered.find(({ id }) => id === 'fleet')?.versions[0]?.version).toBe('1.2.0')
    await expect(plugins().preview(ctx, { id: 'fleet', version: '1.9.0' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await tenon.close()
  })

  test('whose labels are no texts, or whose files lie elsewhere, is no catalogue', async () => {
    for (const [field, value] of [
      ['label', { en: { html: '<b>' } }],
      ['label', 'x'],
      ['file', '../../secret.tenon-plugin'],
      ['sha256', 'none'],
    ] as const) {
      const folder = join(catalogue.root, `odd-${field}`)
      mkdirSync(folder, { recursive: true })
      const entry = {
        version: '1.0.0',
        label: { en: 'X' },
        host: '*',
        dependencies: {},
        file: 'x.tenon-plugin',
        bytes: 1,
      }
      const odd = { ...entry, sha256: `sha256-${'A'.repeat(43)}=`, [field]: value }
      writeFileSync(join(folder, 'index.json'), JSON.stringify({ format: 'tenon-catalogue@1', plugins: { x: [odd] } }))
      await expect(openCatalogue({ address: folder })).rejects.toThrow(new RegExp(`/plugins/x/0/${field}`))
    }
  })
})

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { systemContext } from '../../../core/src/context/system-context.ts'
import { createTenon, type Tenon } from '../../../core/src/create-tenon.ts'
import { catalogueName, makeCatalogues } from '../../../core/src/plugins/catalogues.ts'
import { makeGatherFromCatalogues } from '../../../core/src/plugins/gather-from-catalogues.ts'
import { makeInstallFromCatalogues } from '../../../core/src/plugins/install-from-catalogues.ts'
import { makeListCatalogue } from '../../../core/src/plugins/list-catalogue.ts'
import { openCatalogue } from '../../../core/src/plugins/open-catalogue.ts'
import { testConfig } from '../../support/test-config.ts'
import { FLEET_2, packFolder, writeFleet, writeIndex } from './fleet-plugin.ts'
import { shelf, useCatalogue } from './use-catalogue.ts'

const catalogue = useCatalogue()

describe('a hostile catalogue', () => {
  let tenon: Tenon
  let ctx: RequestContext
  let count = 0

  beforeAll(async () => {
    tenon = await createTenon(await testConfig('pglite'))
  })
  afterAll(() => tenon?.close())
  beforeEach(async () => {
    count += 1
    ctx = systemContext(await tenon.createTenant({ slug: `tenant-${count}`, name: 'Tenant' }))
  })

  const installed = () => tenon.services.plugins.list(ctx)

  /** As the API has it, over these catalogues. */
  function shopOf(addresses: string[], patienceMilliseconds?: number) {
    const { database, installPlugins, loadPackedPlugin } = tenon
    const trust = { keys: [] }
    const catalogues = makeCatalogues({
      sources: addresses.map((address) => ({ address, shownAs: catalogueName(address) })),
      ...(patienceMilliseconds !== undefined && { patienceMilliseconds }),
    })
    const gather = makeGatherFromCatalogues({ catalogues, loadPackedPlugin, trust })
    const { install } = makeInstallFromCatalogues({ database, gather, installPlugins })
    const list = makeListCatalogue({ catalogues, plugins: { packages: async () => [] }, trust })
    return {
      list: (locale: 'en' | 'zh-CN' = 'en') => list({ ...ctx, locale }),
      install: (version = '1.0.0') =>
        install(ctx, { id: 'fleet', version, grants: { fleet: [] }, allowUnsigned: true }),
    }
  }

  test.each([
    ['swapped', 'PLUGIN_INVALID', /is not what its index says/],
    ['large', 'PLUGIN_INVALID', /has more than \d+ bytes/],
  ] as const)('whose package is %s installs nothing, even with an explicit yes', async (variant, code, told) => {
    const { install } = shopOf([catalogue.server.url(variant)])
    await expect(install()).rejects.toMatchObject({ code, message: expect.stringMatching(told) })
    expect(await installed()).toEqual([])
  })

  test.each(['endless', 'elsewhere', 'garbage'] as const)(
    'that is %s is told beside the others, without a path or an address of the server’s network',
    async (variant) => {
      const shop = shopOf([catalogue.server.url(variant), shelf])
      const { sources, plugins: offered } = await shop.list()
      expect(sources).toEqual([
        { name: 'shelf', problem: null },
        { name: expect.stringContaining(variant), problem: expect.stringMatching(/\S/) },
      ])
      expect(JSON.stringify(sources)).not.toMatch(/passwd|\/tmp|ECONN|127\.0\.0\.1/)
      expect(offered.map(({ id }) => id)).toEqual(['depot', 'fleet'])
      await shop.install()
      expect(await installed()).toMatchObject([{ id: 'fleet', version: '1.0.0' }])
    },
  )

  test.each(['slow', 'silent'] as const)(
    'that is %s keeps nobody waiting who looks at what the others have, the second time not at all',
    async (variant) => {
      const catalogues = makeCatalogues({
        sources: [{ address: catalogue.server.url(variant), shownAs: 'shop' }, { address: shelf }],
        patienceMilliseconds: 500,
      })
      for (const locale of ['en', 'en', 'zh-CN'] as const) {
        const began = performance.now()
        const { catalogues: read, failures } = await catalogues.read(locale)
        expect(performance.now() - began).toBeLessThan(5_000)
        expect(read.map(({ name }) => name)).toEqual([shelf])
        const told = { en: /shop has not answered within 0\.5 s/, 'zh-CN': /shop 在 0\.5 秒内未响应/ }[locale]
        expect(failures).toMatchObject([{ name: 'shop', error: { code: 'UNAVAILABLE', message: told } }])
      }
      // One of each language: whoever comes second asks for nothing anew.
      expect(catalogue.server.asked.filter((path) => path.startsWith(`/${variant}/`)).length).toBeLessThanOrEqual(3)
    },
  )

  const catalogueOfInstall = async () => {
    const db = tenon.database.tenant(ctx.tenant.schema)
    const rows = await db.selectFrom('_audit').select('changes').where('entity', '=', 'plugin').execute()
    return rows.map(({ changes }) => [changes['catalogue'], changes['unread']])
  }

  test('that is slow keeps its plugins: none is taken from a later one meanwhile', async () => {
    await shopOf([catalogue.server.url('late'), shelf], 1_500).install()
    expect(await catalogueOfInstall()).toEqual([[expect.stringMatching(/\/late$/), undefined]])
  }, 60_000)

  test('that cannot be read is named in the audit trail of what came from a later one instead', async () => {
    await shopOf([catalogue.server.url('garbage'), shelf]).install()
    expect(await catalogueOfInstall()).toEqual([['shelf', [expect.stringMatching(/\/garbage$/)]]])
  }, 60_000)

  test('that was built again after its index was read gives what it has now', async () => {
    const folder = join(catalogue.root, 'rebuilt')
    const source = writeFleet(join(catalogue.root, 'rebuilt-source'), { ...FLEET_2, version: '2.0.0' })
    await packFolder(tenon, source, { into: folder })
    await writeIndex(folder)
    const shop = shopOf([folder])
    await shop.list()
    const again = writeFleet(join(catalogue.root, 'rebuilt-again'), {
      ...FLEET_2,
      version: '2.0.0',
      label: { en: 'New' },
    })
    await packFolder(tenon, again, { into: folder })
    await writeIndex(folder)
    await shop.install('2.0.0')
    expect(await installed()).toMatchObject([{ id: 'fleet', version: '2.0.0', label: { en: 'New' } }])
    await expect(shop.install('2.1.0')).rejects.toMatchObject({ code: 'CONFLICT' })
  })

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
    const source = writeFleet(join(catalogue.root, 'rival-source'), { ...FLEET_2, version: '1.9.0' })
    await packFolder(tenon, source, { into: rival })
    await writeIndex(rival)
    const shop = shopOf([shelf, rival])
    const { plugins: offered } = await shop.list()
    expect(offered.find(({ id }) => id === 'fleet')?.versions[0]?.version).toBe('1.2.0')
    await expect(shop.install('1.9.0')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await installed()).toEqual([])
  })

  test('that cannot be read is told to each of two people who look at once in their own language', async () => {
    const shop = shopOf([catalogue.server.url('garbage')])
    const listings = await Promise.all([shop.list('en'), shop.list('zh-CN')])
    const [english, chinese] = listings.map(({ sources }) => sources[0]?.problem ?? '')
    expect(english).not.toMatch(/\p{Script=Han}/u)
    expect(chinese).toMatch(/\p{Script=Han}/u)
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

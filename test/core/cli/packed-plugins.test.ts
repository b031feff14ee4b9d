import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type InstallAnswers, installAsked } from '../../../core/src/cli/install-options.ts'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { systemContext } from '../../../core/src/context/system-context.ts'
import { createTenon, type Tenon } from '../../../core/src/create-tenon.ts'
import { buildCatalogue } from '../../../core/src/plugins/build-catalogue.ts'
import { packPlugin } from '../../../core/src/plugins/pack-plugin.ts'
import { packedFileName, packedText } from '../../../core/src/plugins/packed-plugin.ts'
import { makeSigningKey, signPackage } from '../../../core/src/plugins/plugin-signature.ts'
import { readPackedPlugin } from '../../../core/src/plugins/read-packed-plugin.ts'
import { temporaryFolder } from '../../support/run-tenon.ts'
import { testConfig } from '../../support/test-config.ts'
import { GOOD_PLUGIN } from '../plugins/write-plugin.ts'

const NO: InstallAnswers = { 'allow-unsigned': false, 'allow-changed': false, 'allow-downgrade': false, consent: false }
const { folder: root, remove } = temporaryFolder()

let tenon: Tenon
let ctx: RequestContext
let count = 0

beforeAll(async () => {
  tenon = await createTenon(await testConfig('pglite'))
})
afterAll(async () => {
  await tenon?.close()
  remove()
})
beforeEach(async () => {
  count += 1
  ctx = systemContext(await tenon.createTenant({ slug: `tenant-${count}`, name: 'Tenant' }))
})

interface Source {
  version?: string
  id?: string
  dependencies?: Record<string, string>
  host?: string
  /** Other files than those of the good plugin. */
  files?: Record<string, unknown>
}

function writeSource({ files, ...manifest }: Source): string {
  count += 1
  const folder = join(root, `source-${count}`)
  const own = files ?? Object.fromEntries(Object.entries(GOOD_PLUGIN).filter(([file]) => file !== 'plugin.json'))
  const all = { 'plugin.json': { ...(GOOD_PLUGIN['plugin.json'] as object), capabilities: [], ...manifest }, ...own }
  for (const [file, content] of Object.entries(all)) {
    mkdirSync(join(folder, file, '..'), { recursive: true })
    writeFileSync(join(folder, file), typeof content === 'string' ? content : JSON.stringify(content))
  }
  return folder
}

async function pack(source: Source = {}, into = join(root, `packed-${count}`)) {
  const folder = writeSource(source)
  const packed = await packPlugin(folder, await tenon.loadPluginFolder(folder))
  mkdirSync(into, { recursive: true })
  const file = join(into, packedFileName(packed))
  writeFileSync(file, packedText(packed))
  return { file, packed, folder }
}

function sign(file: string, key = makeSigningKey()): string {
  const packed = readPackedPlugin(file, readFileSync(file, 'utf8'))
  writeFileSync(file, packedText(signPackage(packed, { privateKey: key.privateKey, name: 'acme' })))
  const trust = `${file}.trust.json`
  writeFileSync(trust, JSON.stringify({ keys: [{ name: 'Acme', key: key.key }] }))
  return trust
}

const install = (asked: string[], answers: Partial<InstallAnswers> = {}, onlyInstalled = false) =>
  installAsked(tenon, ctx, { asked, answers: { ...NO, ...answers }, onlyInstalled })
const installed = async () => (await tenon.services.plugins.list(ctx)).map(({ id, version }) => `${id} ${version}`)
const unsigned = { 'allow-unsigned': true }

function edited(file: string, change: (packed: ReturnType<typeof readPackedPlugin>) => void): string {
  const packed = JSON.parse(readFileSync(file, 'utf8'))
  change(packed)
  const other = join(root, `edited-${count}.tenon-plugin`)
  writeFileSync(other, JSON.stringify(packed))
  return other
}

describe('a packed plugin', () => {
  test('has the same bytes each time, wherever its folder lies, and no path in it', async () => {
    const [one, other] = [await pack(), await pack()]
    expect(readFileSync(one.file)).toEqual(readFileSync(other.file))
    expect(readFileSync(one.file, 'utf8')).not.toContain(root)
  })

  test('installs as its folder does', async () => {
    const { file, folder } = await pack()
    const [plugin] = await install([file], unsigned)
    expect(plugin).toEqual(await tenon.loadPluginFolder(folder))
    expect(await installed()).toEqual(['fleet 1.2.0'])
  })

  test('that nobody signed needs an explicit yes', async () => {
    const { file } = await pack()
    await expect(install([file])).rejects.toThrow(/fleet 1\.2\.0 is not signed.*--allow-unsigned/)
    expect(await installed()).toEqual([])
  })

  test('that is signed installs without a word where the key is trusted, and needs one elsewhere', async () => {
    const { file } = await pack()
    const trust = sign(file)
    await expect(install([file])).rejects.toThrow(/signed by ed25519:\S+, which is not in the trust list/)
    await install([file], { trust })
    expect(await installed()).toEqual(['fleet 1.2.0'])
  })

  test('whose signature is another package’s is refused even with an explicit yes', async () => {
    const { file } = await pack()
    const other = await pack({ version: '1.2.1' })
    sign(file)
    const { signatures } = readPackedPlugin(file, readFileSync(file, 'utf8'))
    const forged = edited(other.file, (packed) => Object.assign(packed, { signatures }))
    await expect(install([forged], unsigned)).rejects.toThrow(/signature of 'acme'.*is not of this fleet 1\.2\.1/)
  })

  test.each<[string, (packed: ReturnType<typeof readPackedPlugin>) => void, RegExp]>([
    [
      'code',
      ({ files }) => Object.assign(files, { 'hooks.js': `${files['hooks.js']} ` }),
      /hooks\.js: it was changed after packing/,
    ],
    [
      'a field',
      ({ files }) => Object.assign(files['entities/vehicle.schema.json'] as object, { icon: 'x' }),
      /vehicle\.schema\.json: it was changed/,
    ],
    [
      'a part that was added',
      ({ files }) => Object.assign(files, { 'entities/x.schema.json': {} }),
      /x\.schema\.json: it was added/,
    ],
    ['a part that was taken out', ({ files }) => void delete files['hooks.js'], /hooks\.js: it was removed/],
    [
      'its version',
      (packed) => Object.assign(packed, { version: '9.0.0' }),
      /id, version or the list of hashes was changed/,
    ],
    ['its form', (packed) => Object.assign(packed, { format: 'zip' }), /is not a packed plugin/],
  ])('is refused where %s was tampered with, and told what does not match', async (_what, change, told) => {
    const { file } = await pack()
    sign(file)
    await expect(install([edited(file, change)], unsigned)).rejects.toThrow(told)
    expect(await installed()).toEqual([])
  })

  test('with another content under the installed version needs an explicit yes', async () => {
    await install([(await pack()).file], unsigned)
    const files = {
      ...GOOD_PLUGIN,
      'plugin.json': undefined,
      'hooks.ts': `${GOOD_PLUGIN['hooks.ts']}// changed\nexport const x = 1\n`,
    }
    const { file } = await pack({
      files: Object.fromEntries(Object.entries(files).filter(([, content]) => content !== undefined)),
    })
    await expect(install([file], unsigned)).rejects.toThrow(/fleet' 1\.2\.0 is installed already with another content/)
    await install([file], { ...unsigned, 'allow-changed': true })
  })
})

describe('versions', () => {
  test('an upgrade keeps the records; going back must be asked for', async () => {
    const [old, fresh] = [await pack(), await pack({ version: '1.3.0' })]
    await expect(install([fresh.file], unsigned, true)).rejects.toThrow(/'fleet' is not installed/)
    await install([old.file], unsigned)
    const vehicle = await tenon.services.records.create(ctx, { entity: 'vehicle', values: { vin: 'A' } })
    await install([fresh.file], unsigned, true)
    expect(await installed()).toEqual(['fleet 1.3.0'])
    expect(await tenon.services.records.get(ctx, { entity: 'vehicle', id: vehicle.id })).toMatchObject({ vin: 'A' })
    await expect(install([old.file], unsigned)).rejects.toThrow(/fleet' 1\.2\.0 is older than 1\.3\.0/)
    await install([old.file], { ...unsigned, 'allow-downgrade': true })
    expect(await installed()).toEqual(['fleet 1.2.0'])
  })
})

describe('removing', () => {
  const garage = {
    'entities/vehicle.extension.json': {
      extends: 'vehicle',
      properties: { garage: { fieldType: 'text', label: { en: 'Garage' } } },
    },
  }

  test('is refused while another plugin needs it, which is named', async () => {
    await install(
      [(await pack()).file, (await pack({ id: 'garage', dependencies: { fleet: '^1.0.0' }, files: garage })).file],
      unsigned,
    )
    await expect(tenon.removePlugin(ctx, 'fleet')).rejects.toThrow("plugin 'fleet' is needed by 'garage'")
    expect(await installed()).toEqual(['fleet 1.2.0', 'garage 1.2.0'])
  })

  test('needs consent where records are put aside, and brings them back with the plugin', async () => {
    const { file } = await pack()
    await install([file], unsigned)
    const vehicle = await tenon.services.records.create(ctx, { entity: 'vehicle', values: { vin: 'A' } })
    await expect(tenon.removePlugin(ctx, 'fleet')).rejects.toMatchObject({ code: 'CONSENT_REQUIRED' })
    await tenon.removePlugin(ctx, 'fleet', { consent: true })
    expect(await installed()).toEqual([])
    await expect(tenon.services.records.find(ctx, { entity: 'vehicle' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await install([file], unsigned)
    expect(await tenon.services.records.get(ctx, { entity: 'vehicle', id: vehicle.id })).toMatchObject({ vin: 'A' })
  })

  test("takes the tenant's changes of its parts with it, and leaves those of others", async () => {
    await install(
      [(await pack()).file, (await pack({ id: 'garage', dependencies: { fleet: '^1.0.0' }, files: garage })).file],
      unsigned,
    )
    const edits = { entities: { vehicle: { label: { en: 'Car' }, properties: { garage: { label: { en: 'Box' } } } } } }
    const { revision } = await tenon.services.model.draft(ctx)
    const saved = await tenon.services.model.saveDraft(ctx, { edits, revision })
    await tenon.services.model.publish(ctx, { revision: saved.revision })
    await tenon.removePlugin(ctx, 'garage')
    const { entities } = await tenon.services.model.view(ctx)
    expect(entities['vehicle']?.label).toMatchObject({ en: 'Car' })
    expect(Object.keys(entities['vehicle']?.properties ?? {})).toEqual(['vin', 'price'])
  })

  test('of a plugin that is not there names those that are', async () => {
    await install([(await pack()).file], unsigned)
    await expect(tenon.removePlugin(ctx, 'fleat')).rejects.toThrow(
      /plugin 'fleat' is not installed; did you mean 'fleet'/,
    )
  })
})

describe('a catalogue', () => {
  let folder = ''
  let server: Server
  let url = ''

  beforeAll(async () => {
    folder = join(root, 'catalogue')
    await pack({}, folder)
    await pack({ version: '1.3.0' }, folder)
    await pack({ version: '2.0.0', host: '^7.0.0' }, folder)
    await pack(
      { id: 'garage', dependencies: { fleet: '~1.2.0' }, files: { 'hooks.ts': 'export const plugin = {}' } },
      folder,
    )
    writeFileSync(join(folder, 'index.json'), JSON.stringify(await buildCatalogue(folder)))
    server = createServer((request, response) => {
      if (request.url?.startsWith('/moved/')) return response.writeHead(302, { location: '/index.json' }).end()
      try {
        return response.end(readFileSync(join(folder, request.url ?? '')))
      } catch {
        return response.writeHead(404).end()
      }
    })
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
    const address = server.address()
    url = `http://localhost:${typeof address === 'object' ? address?.port : 0}`
  })
  afterAll(() => void server.close())

  test('has the same index each time', async () => {
    expect(JSON.stringify(await buildCatalogue(folder))).toBe(readFileSync(join(folder, 'index.json'), 'utf8'))
  })

  test.each(['folder', 'address'])(
    '(%s) gives the newest version in the range that this host can run',
    async (kind) => {
      const catalogue = kind === 'folder' ? folder : url
      await install(['fleet'], { ...unsigned, catalogue })
      expect(await installed()).toEqual(['fleet 1.3.0'])
      await install(['fleet@~1.2.0'], { ...unsigned, catalogue, 'allow-downgrade': true })
      expect(await installed()).toEqual(['fleet 1.2.0'])
    },
  )

  test('gives what a plugin needs with it', async () => {
    await install(['garage'], { ...unsigned, catalogue: url })
    expect(await installed()).toEqual(['fleet 1.2.0', 'garage 1.2.0'])
  })

  test('tells what it has where nothing fits', async () => {
    await expect(install(['fleet@^2.0.0'], { catalogue: folder })).rejects.toThrow(
      /no 'fleet' \^2\.0\.0 that Tenon 0\.1\.0 can run; there are 2\.0\.0 \(for Tenon \^7\.0\.0\), 1\.3\.0/,
    )
    await expect(install(['flaet@1.x'], { catalogue: folder })).rejects.toThrow(/it has fleet, garage/)
  })

  test('is not made of a package that was changed, which is named', async () => {
    const other = join(root, 'changed')
    cpSync(folder, other, { recursive: true })
    const packed = join(other, 'fleet-1.3.0.tenon-plugin')
    writeFileSync(packed, readFileSync(packed, 'utf8').replace('"price"', '"prise"'))
    await expect(buildCatalogue(other)).rejects.toThrow(/^fleet-1\.3\.0\.tenon-plugin: .*was changed after packing/)
  })

  test('whose file is not what the index says is refused', async () => {
    const other = join(root, 'swapped')
    cpSync(folder, other, { recursive: true })
    cpSync(join(other, 'fleet-1.2.0.tenon-plugin'), join(other, 'fleet-1.3.0.tenon-plugin'))
    await expect(install(['fleet'], { ...unsigned, catalogue: other })).rejects.toThrow(/is not what its index says/)
  })

  test.each([
    ['http://example.com/plugins', /use a folder or an https: address/],
    ['ftp://localhost/plugins', /use a folder or an https: address/],
    ['/no/such/folder', /cannot be read/],
  ])('at %s is refused', async (catalogue, told) => {
    await expect(install(['fleet'], { ...unsigned, catalogue })).rejects.toThrow(told)
  })

  test('that leads elsewhere is not followed', async () => {
    await expect(install(['fleet'], { ...unsigned, catalogue: `${url}/moved` })).rejects.toThrow(/cannot be read/)
  })
})

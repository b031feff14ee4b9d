import type { PluginsApi } from '@tenon/sdk/contract/plugins-api'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { registerApi } from '../../../core/src/api/register-api.ts'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { systemContext } from '../../../core/src/context/system-context.ts'
import { createTenon, type Tenon } from '../../../core/src/create-tenon.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { testConfig } from '../../support/test-config.ts'
import { DEPOT, trustFile, useCatalogue } from './use-catalogue.ts'

const catalogue = useCatalogue()

describe.each(DATABASE_KINDS)('a catalogue over the API on %s', (kind) => {
  let tenon: Tenon
  let app: FastifyInstance
  let admin: string
  let staff: string
  let ctx: RequestContext
  let count = 0

  beforeAll(async () => {
    tenon = await createTenon({ ...(await testConfig(kind)), catalogues: [catalogue.server.url()], trustFile })
    app = Fastify()
    await registerApi(app, tenon.api)
  })
  afterAll(async () => {
    await app?.close()
    await tenon?.close()
  })
  beforeEach(async () => {
    count += 1
    ctx = systemContext(await tenon.createTenant({ slug: `tenant-${count}`, name: 'Tenant' }))
    const makeKey = (role: string) => tenon.services.apiKeys.create(ctx, { name: role, roles: [role] })
    admin = (await makeKey('admin')).key
    staff = (await makeKey('staff')).key
  })

  type Verb = keyof PluginsApi
  type Output<V extends Verb> = Awaited<ReturnType<PluginsApi[V]>>
  interface Refusal {
    code: string
    message: string
    problems: Array<{ rule?: string; pointer: string; message: string }>
  }

  async function request(verb: Verb, input: object, { as = admin, language = 'en' } = {}) {
    const response = await app.inject({
      method: 'POST',
      url: `/api/trpc/plugins.${verb}`,
      headers: { authorization: `Bearer ${as}`, 'content-type': 'application/json', 'accept-language': language },
      payload: JSON.stringify(input),
    })
    return { status: response.statusCode, text: response.body, body: response.json() }
  }
  async function call<V extends Verb>(verb: V, input: object = {}): Promise<Output<V>> {
    const { status, text, body } = await request(verb, input)
    expect([verb, status, status === 200 ? '' : text]).toEqual([verb, 200, ''])
    return body.result.data
  }
  async function refused(verb: Verb, input: object, options = {}): Promise<Refusal> {
    const { status, body } = await request(verb, input, options)
    expect(status).not.toBe(200)
    return body.error.data
  }
  const installed = async () => (await call('list')).map(({ id, version }) => `${id} ${version}`)
  const one = { id: 'fleet', version: '1.0.0', grants: { fleet: [] as string[] } }
  const two = { id: 'fleet', version: '1.1.0', grants: { fleet: ['entity:vehicle:write'] } }

  test('lists what this host can run, newest first, who vouches for it, and what is newer than the installed', async () => {
    await call('install', one)
    const { sources, plugins } = await call('catalogue')
    expect(sources).toEqual([{ name: expect.stringMatching(/^localhost:\d+\/good$/), problem: null }])
    expect(plugins).toMatchObject([
      { id: 'depot', label: { en: 'Depots' }, description: null, installedVersion: null, updateAvailable: false },
      {
        id: 'fleet',
        description: { en: 'Looks after the cars of a company.' },
        installedVersion: '1.0.0',
        updateAvailable: true,
        versions: [
          { version: '1.2.0', signature: { kind: 'unsigned', names: [] } },
          { version: '1.1.0', signature: { kind: 'trusted', names: ['Acme'] } },
          { version: '1.0.0', signature: { kind: 'trusted', names: ['Acme'] } },
        ],
      },
    ])
    expect(plugins[0]?.versions).toMatchObject([{ version: '2.0.0', signature: { kind: 'untrusted', names: [] } }])
  })

  test('shows before an install what it brings, asks for and does, and changes nothing', async () => {
    const { packages, plan, installedVersion } = await call('preview', { id: 'depot', version: '2.0.0' })
    expect(packages.map(({ id, version, signature }) => [id, version, signature.kind])).toEqual([
      ['fleet', '1.2.0', 'unsigned'],
      ['depot', '2.0.0', 'untrusted'],
    ])
    expect([installedVersion, plan.needsConsent, plan.blockers]).toEqual([null, false, []])
    expect(plan.steps.map(({ summary }) => summary.en).join()).toContain('Vehicle')
    const { packages: alone } = await call('preview', { id: 'fleet', version: '1.0.0' })
    expect(alone).toMatchObject([
      {
        capabilities: [
          { capability: 'entity:vehicle:read', state: 'new' },
          { capability: 'http:api.fleet.example', state: 'new' },
        ],
        contents: {
          entities: [{ name: 'vehicle', label: { en: 'Vehicles' } }],
          hooks: ['entities.vehicle.beforeCreate'],
        },
        settings: { required: ['region'] },
        secrets: [{ name: 'token' }],
        changed: false,
      },
    ])
    expect(await installed()).toEqual([])
  })

  test('installs with the capabilities and settings that were agreed to, and keeps in the audit trail where it came from', async () => {
    const settings = { limit: 9, region: 'south' }
    await call('install', { ...one, grants: { fleet: ['entity:vehicle:read'] }, settings })
    expect(await call('get', { id: 'fleet' })).toMatchObject({ version: '1.0.0', grants: ['entity:vehicle:read'] })
    expect((await call('settings', { id: 'fleet' })).values).toEqual({ rate: '7.50', limit: 9, region: 'south' })
    const db = tenon.database.tenant(ctx.tenant.schema)
    const rows = await db.selectFrom('_audit').select('changes').where('action', '=', 'plugin.install').execute()
    expect(rows).toMatchObject([
      {
        changes: {
          version: '1.0.0',
          signature: 'trusted',
          signedBy: ['Acme'],
          settings,
          catalogue: expect.stringContaining('localhost'),
        },
      },
    ])
  })

  test('refuses what nobody has answered for, or what nobody asked for, and leaves nothing behind', async () => {
    const silent = await refused('install', { ...one, grants: {} })
    expect([silent.code, silent.problems.map(({ rule }) => rule)]).toEqual([
      'CONSENT_REQUIRED',
      ['capability', 'capability'],
    ])
    const chinese = await refused('install', { ...one, grants: {} }, { language: 'zh-CN' })
    expect(chinese.problems[0]?.message).toBe('entity:vehicle:read：查看车辆。')
    const strange = await refused('install', { ...one, grants: { fleet: ['entity:contact:read'] } })
    expect([strange.code, strange.problems[0]?.pointer]).toEqual(['VALIDATION_FAILED', '/grants/fleet'])
    const unfit = await refused('install', { ...one, settings: { limit: 500 } })
    expect(unfit).toMatchObject({
      code: 'VALIDATION_FAILED',
      problems: [{ pointer: '/settings/limit' }, { pointer: '/settings/region' }],
    })
    expect(await installed()).toEqual([])
  })

  test('of a package that nobody trusted vouches for asks for an explicit yes, and says why', async () => {
    const depot = { id: 'depot', version: '2.0.0', grants: {} }
    const doubt = await refused('install', depot)
    expect([doubt.code, doubt.problems.map(({ rule }) => rule)]).toEqual(['CONSENT_REQUIRED', ['unsigned', 'unsigned']])
    expect(doubt.problems.map(({ message }) => message)).toEqual([
      'fleet 1.2.0 is not signed.',
      expect.stringMatching(/^depot 2\.0\.0 is signed by ed25519:\S+, which is not in the server's trust list\.$/),
    ])
    expect((await refused('install', depot, { language: 'zh' })).message).toMatch(/未签名.*来源/)
    await call('install', { ...depot, allowUnsigned: true })
    expect(await installed()).toEqual(['fleet 1.2.0', 'depot 2.0.0'])
  })

  test('brings what a plugin needs along where what is there does not fit, and asks about that too', async () => {
    await call('install', one)
    const input = { id: 'depot', version: '2.0.0', grants: { depot: [] }, allowUnsigned: true }
    expect((await call('preview', { id: 'depot', version: '2.0.0' })).packages[0]).toMatchObject({
      id: 'fleet',
      installedVersion: '1.0.0',
      version: '1.2.0',
    })
    await call('install', { ...input, consent: true })
    expect(await installed()).toEqual(['fleet 1.2.0', 'depot 2.0.0'])
  })

  test('upgrades with what is new agreed to, keeps what was granted and set, and says what is put aside first', async () => {
    await call('install', {
      ...one,
      grants: { fleet: ['entity:vehicle:read'] },
      settings: { region: 'north', limit: 2 },
    })
    const { packages } = await call('preview', { id: 'fleet', version: '1.1.0' })
    expect(packages[0]?.capabilities.map(({ state }) => state)).toEqual(['granted', 'withheld', 'new'])
    const silent = await refused('upgrade', { ...two, grants: {} })
    expect(silent.problems.map(({ message }) => message)).toEqual(['entity:vehicle:write: Books services.'])
    await call('upgrade', two)
    expect(await call('get', { id: 'fleet' })).toMatchObject({
      grants: ['entity:vehicle:read', 'entity:vehicle:write'],
    })
    expect((await call('settings', { id: 'fleet' })).values).toEqual({ rate: '7.50', limit: 2 })
    await tenon.services.records.create(ctx, { entity: 'vehicle', values: { vin: 'A' } })
    const three = { id: 'fleet', version: '1.2.0', grants: {}, allowUnsigned: true }
    expect((await call('preview', { id: 'fleet', version: '1.2.0' })).plan.needsConsent).toBe(true)
    expect(await refused('upgrade', three)).toMatchObject({ code: 'CONSENT_REQUIRED', problems: [{ rule: 'consent' }] })
    expect(await installed()).toEqual(['fleet 1.1.0'])
    await call('upgrade', { ...three, consent: true })
    expect(await refused('upgrade', one)).toMatchObject({
      code: 'PLUGIN_INVALID',
      message: expect.stringContaining('is older than'),
    })
  })

  test('installs nothing twice, upgrades nothing that is not there, and knows no version that is not offered', async () => {
    expect(await refused('upgrade', one)).toMatchObject({ code: 'NOT_FOUND' })
    await call('install', one)
    expect(await refused('install', two)).toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('upgrade it instead'),
    })
    expect(await refused('preview', { id: 'fleet', version: '7.0.0' })).toMatchObject({ code: 'NOT_FOUND' })
    expect(await refused('preview', { id: 'fleet', version: '2.0.0' })).toMatchObject({
      message: expect.stringMatching(/no 'fleet' 2\.0\.0 that Tenon 0\.1\.0 can run/),
    })
    expect(await refused('preview', { id: 'fleet', version: '^1.0.0' })).toMatchObject({ code: 'BAD_REQUEST' })
    expect(await refused('preview', { id: 'nothing', version: '1.0.0' }, { language: 'zh' })).toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('目录中有'),
    })
  })

  test('of two admins who install at once one succeeds, and the other is told to look again', async () => {
    const outcomes = await Promise.all([request('install', one), request('install', one)])
    const codes = outcomes.map(({ status, body }) => (status === 200 ? 'OK' : body.error.data.code)).sort()
    expect(codes[0] === 'OK' ? codes[1] : codes[0]).toMatch(/^(VERSION_CONFLICT|CONFLICT|OK)$/)
    expect(codes).toContain('OK')
    expect(await installed()).toEqual(['fleet 1.0.0'])
    const db = tenon.database.tenant(ctx.tenant.schema)
    expect(await db.selectFrom('_audit').select('id').where('action', '=', 'plugin.install').execute()).toHaveLength(1)
  })

  test('removes with what is put aside shown first, and not while another plugin needs it', async () => {
    await call('install', { id: 'depot', version: '2.0.0', grants: {}, allowUnsigned: true })
    await tenon.services.records.create(ctx, { entity: 'vehicle', values: { vin: 'A' } })
    expect((await call('previewRemoval', { id: 'fleet' })).dependents).toEqual([{ id: 'depot', label: DEPOT.label }])
    expect(await refused('remove', { id: 'fleet', consent: true })).toMatchObject({ code: 'REFERENCE_CONFLICT' })
    await call('remove', { id: 'depot' })
    const { plan, dependents } = await call('previewRemoval', { id: 'fleet' })
    expect([dependents, plan.needsConsent]).toEqual([[], true])
    expect(await refused('remove', { id: 'fleet' })).toMatchObject({ code: 'CONSENT_REQUIRED' })
    await call('remove', { id: 'fleet', consent: true })
    expect(await installed()).toEqual([])
  })

  test('and all else about plugins is closed to everybody but admins, who ask or not whether something is there', async () => {
    await call('install', one)
    const calls: Array<[Verb, object]> = [
      ['list', {}],
      ['get', { id: 'fleet' }],
      ['catalogue', {}],
      ['preview', { id: 'fleet', version: '1.1.0' }],
      ['install', one],
      ['upgrade', two],
      ['previewRemoval', { id: 'fleet' }],
      ['remove', { id: 'fleet', consent: true }],
      ['setGrant', { id: 'fleet', capability: 'entity:vehicle:read', granted: true }],
      ['settings', { id: 'fleet' }],
      ['saveSettings', { id: 'fleet', values: {}, revision: 0 }],
      ['secrets', { id: 'fleet' }],
      ['setSecret', { id: 'fleet', name: 'token', value: 'x' }],
      ['clearSecret', { id: 'fleet', name: 'token' }],
      ['figures', { id: 'fleet' }],
      ['resume', { id: 'fleet' }],
    ]
    const asked = catalogue.server.asked.length
    for (const [verb, input] of calls) {
      const real = await request(verb, input, { as: staff })
      const unreal = await request(verb, 'id' in input ? { ...input, id: 'nothing' } : input, { as: staff })
      const answer = ({ status, body }: typeof real) => [status, body.error?.data.code, body.error?.data.message]
      expect([verb, ...answer(real)]).toEqual([verb, 403, 'FORBIDDEN', 'Only an administrator may do this.'])
      expect(answer(unreal)).toEqual(answer(real))
    }
    expect(catalogue.server.asked.length).toBe(asked)
    expect(await call('get', { id: 'fleet' })).toMatchObject({ version: '1.0.0', grants: [] })
  })
})

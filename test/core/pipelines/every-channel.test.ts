import { writeFileSync } from 'node:fs'
import { mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import type { Problem } from '@tenon/sdk/contract/tenon-error'
import { signEmbedToken } from '@tenon/sdk/embed'
import fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { registerApi } from '../../../core/src/api/register-api.ts'
import {
  entityFile,
  hooksFile,
  manifest,
  openPluginTenant,
  type PluginTenant,
} from '../../support/open-plugin-tenant.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'

const capability = (name: string) => ({ capability: name, reason: { en: 'For the tests.' } })

/** A pipeline whose second stage asks for a field, a condition over a reference, a role and room. */
const PLUGIN = {
  'plugin.json': manifest('shop', {
    capabilities: ['entity:deal:read', 'entity:deal:write'].map(capability),
    actions: ['push', 'tell'].map((name) => ({ name, label: { en: name }, entity: 'deal', places: ['record'] })),
  }),
  'entities/deal.schema.json': entityFile(
    'deal',
    {
      code: { fieldType: 'text', unique: true },
      amount: { fieldType: 'integer' },
      contact: { fieldType: 'reference', reference: { entity: 'contact' }, embed: 'portal' },
    },
    { customerField: 'contact' },
  ),
  'entities/contact.schema.json': entityFile('contact', { tier: { fieldType: 'text', embed: 'portal' } }),
  'pipelines/sales.pipeline.json': {
    name: 'sales',
    entity: 'deal',
    label: { en: 'Sales' },
    stages: [
      { name: 'open', label: { en: 'Open' }, category: 'open' },
      {
        name: 'agreed',
        label: { en: 'Agreed' },
        category: 'won',
        entry: {
          requiredFields: ['amount'],
          guards: [
            {
              name: 'gold',
              label: { en: 'Gold only' },
              condition: 'contact.tier == "gold"',
              message: { en: 'the contact has no gold' },
            },
          ],
        },
      },
    ],
    transitionRules: [{ name: 'closers', label: { en: 'Closing' }, to: ['agreed'], roles: ['closer'] }],
  },
  'hooks.ts': hooksFile(`{
    entities: {
      deal: {
        beforeUpdate: eachRecord(({ values }) => (values.name === 'by hook' ? { stage: 'agreed' } : undefined)),
      },
    },
    actions: {
      tell: eachRecord(async ({ id, values }, tenon) => {
        try {
          await tenon.records.update({ entity: 'deal', id, version: values.version, values: { stage: 'agreed' } })
        } catch ({ code, problems }) {
          return { message: JSON.stringify({ code, problems }) }
        }
      }),
      push: eachRecord(async ({ id, values }, tenon) => {
        await tenon.records.update({ entity: 'deal', id, version: values.version, values: { stage: 'agreed' } })
      }),
    },
  }`),
}

/** What stands in the way, whichever way the move is asked for. */
const EXPECTED = [
  { pointer: '/stage', rule: 'role', guard: 'closers', message: 'Closing: one of these roles is needed: closer.' },
  { pointer: '/amount', rule: 'stageRequired', message: 'amount is needed for Agreed' },
  { pointer: '/contact', rule: 'condition', guard: 'gold', message: 'the contact has no gold' },
]

interface Told {
  code?: string
  problems: Problem[]
}

describe.each(DATABASE_KINDS)('every channel on %s', (kind) => {
  let shop: PluginTenant
  let app: FastifyInstance
  let key: string
  let deal: TenonRecord
  let count = 0
  beforeAll(async () => {
    shop = await openPluginTenant(kind)
    await shop.install(PLUGIN)
    const { tenon } = shop
    app = fastify()
    await registerApi(app, tenon.api)
    // An admin's key: no role is exempt.
    key = (await tenon.services.apiKeys.create(shop.ctx, { name: 'All', roles: ['admin'] })).key
  }, 120_000)
  afterAll(async () => {
    await app?.close()
    await shop?.close()
  })

  const request = (route: `${'POST' | 'PATCH'} ${string}`, payload: object, bearer = key) => {
    const [method, url = ''] = route.split(' ') as ['POST' | 'PATCH', string]
    return app.inject({
      ...{ method, url, payload: JSON.stringify(payload) },
      headers: {
        authorization: `Bearer ${bearer}`,
        'content-type': 'application/json',
        origin: 'https://shop.example',
      },
    })
  }
  const thrown = async (work: Promise<unknown>): Promise<Told> =>
    work.then(
      () => ({ problems: [] }),
      (error: Told) => error,
    )
  const target = () => ({ entity: 'deal', id: deal.id, version: deal.version })
  const values = (more: JsonObject = {}) => ({ name: 'New', code: `c${count}`, stage: 'agreed', ...more })
  const unplaced = (problems: Problem[], prefix: string) =>
    problems.map((problem) => ({ ...problem, pointer: problem.pointer.replace(prefix, '') }))

  const CHANNELS: Record<string, () => Promise<Told>> = {
    'tRPC, a move': async () =>
      (await request('POST /api/trpc/records.moveStage', { ...target(), stage: 'agreed' })).json().error.data,
    'tRPC, an update': async () =>
      (await request('POST /api/trpc/records.update', { ...target(), values: { stage: 'agreed' } })).json().error.data,
    'REST, a move': async () =>
      (await request(`POST /api/v1/deal/${deal.id}/move-stage`, { version: deal.version, stage: 'agreed' })).json(),
    'REST, an update': async () =>
      (await request(`PATCH /api/v1/deal/${deal.id}`, { version: deal.version, stage: 'agreed' })).json(),
    'REST, a new record': async () => (await request('POST /api/v1/deal', values())).json(),
    'many new records': async () => {
      const records = [values({ stage: 'open' }), values({ code: `c${count}b` })]
      const { code, problems } = await thrown(shop.tenon.createRecords(shop.ctx, { entity: 'deal', records }))
      return { ...(code !== undefined && { code }), problems: unplaced(problems, '/records/1') }
    },
    'an import': async () => {
      const folder = await mkdtemp(join(tmpdir(), 'tenon-import-'))
      writeFileSync(join(folder, 'deals.csv'), `code,stage\n${deal['code']},agreed\n`)
      const fields = { code: { column: 'code' }, stage: { column: 'stage' } }
      const mapping = { name: 'Deals', sources: [{ file: 'deals.csv', entity: 'deal', key: 'code', fields }] }
      writeFileSync(join(folder, 'deals.json'), JSON.stringify(mapping))
      const rejects = join(folder, 'rejects.csv')
      await shop.tenon.runImportFiles(shop.ctx, { mapping: join(folder, 'deals.json'), rejects })
      const lines = (await readFile(rejects, 'utf8')).trim().split('\r\n').slice(1)
      return {
        problems: lines.map((line) => {
          const [, , , , message = '', rule = '', guard = ''] = line.slice(1, -1).split('","')
          const { pointer = '' } = EXPECTED.find((one) => one.rule === rule) ?? {}
          return { pointer, message, rule, ...(guard !== '' && { guard }) }
        }),
      }
    },
    'what a hook changes': () => thrown(shop.update('deal', deal, { name: 'by hook' })),
    'the host API of plugins': async () => {
      const run = await shop.tenon.runAction(shop.ctx, { plugin: 'shop', action: 'tell', ids: [deal.id] })
      return JSON.parse(String(run.message)) as Told
    },
    'a plugin’s data': () => {
      const record = { key: 'one', entity: 'deal', values: values() }
      return thrown(shop.tenon.loadDemoData(shop.ctx, { teams: [], users: [], records: [record] }))
    },
  }

  const counts = () => Promise.all(['deal', '_stage_history'].map(shop.count))

  test.each(Object.entries(CHANNELS))('%s is refused alike, with all that stands in the way', async (_, channel) => {
    count += 1
    deal = await shop.create('deal', { name: 'Deal', code: `d${count}` })
    const before = await counts()
    const { code, problems } = await channel()
    expect(problems).toEqual(EXPECTED)
    expect(['TRANSITION_REFUSED', 'VALIDATION', undefined]).toContain(code)
    expect(await counts()).toEqual(before)
    expect(await shop.get('deal', deal)).toMatchObject({ stage: 'open', version: 1 })
  })

  test('an action is refused, and its run says why', async () => {
    deal = await shop.create('deal', { name: 'Deal', code: 'acted' })
    const run = await shop.tenon.runAction(shop.ctx, { plugin: 'shop', action: 'push', ids: [deal.id] })
    for (const { message } of EXPECTED) expect(JSON.stringify(run)).toContain(message)
    expect(await shop.get('deal', deal)).toMatchObject({ stage: 'open', version: 1 })
  })

  test('an end customer moves nothing', async () => {
    const contact = await shop.create('contact', { name: 'Ana' })
    deal = await shop.create('deal', { name: 'Deal', code: 'embedded', contact: contact.id })
    const site = await shop.tenon.services.sites.create(shop.ctx, { name: 'Shop', origins: ['https://shop.example'] })
    const token = await signEmbedToken({
      site: site.id,
      secret: site.secret,
      subject: { entity: 'contact', id: contact.id },
    })
    const tries = [
      await request('POST /api/trpc/records.moveStage', { ...target(), stage: 'agreed' }, token),
      await request(`POST /api/v1/deal/${deal.id}/move-stage`, { version: 1, stage: 'agreed' }, token),
      await request('POST /api/trpc/records.moves', { entity: 'deal', id: deal.id }, token),
      await request('POST /api/trpc/approvals.request', { ...target(), stage: 'agreed' }, token),
    ]
    expect(tries.map(({ statusCode }) => statusCode)).toEqual([403, 403, 403, 403])
    expect(await shop.get('deal', deal)).toMatchObject({ stage: 'open', version: 1 })
  })

  test('whoever fulfils all of it moves, and REST shows where to', async () => {
    const closer = (
      await shop.tenon.services.roles.set(shop.ctx, {
        name: 'closer',
        label: { en: 'Closer' },
        grants: { '*': { read: 'all', update: 'all' }, deal: { read: 'all', update: 'all', override: true } },
      })
    ).name
    const { key: own } = await shop.tenon.services.apiKeys.create(shop.ctx, { name: 'Own', roles: [closer] })
    const contact = await shop.create('contact', { name: 'Ana', tier: 'gold' })
    deal = await shop.create('deal', { name: 'Deal', code: 'good', contact: contact.id })
    const ahead = await app.inject({
      url: `/api/v1/deal/${deal.id}/moves`,
      headers: { authorization: `Bearer ${own}` },
    })
    expect(ahead.json()).toMatchObject({
      mayOverride: true,
      moves: [{ stage: 'agreed', allowed: false, fields: ['amount'], problems: [{ rule: 'stageRequired' }] }],
    })
    const moved = await request(`PATCH /api/v1/deal/${deal.id}`, { version: 1, amount: 1, stage: 'agreed' }, own)
    expect(moved.json()).toMatchObject({ stage: 'agreed' })
    const other = await shop.create('deal', { name: 'Deal', code: 'passed' })
    const passed = await app.inject({
      ...{ method: 'PATCH', url: `/api/v1/deal/${other.id}`, payload: JSON.stringify({ version: 1, stage: 'agreed' }) },
      headers: {
        ...{ authorization: `Bearer ${own}`, 'content-type': 'application/json' },
        'tenon-override-reason': encodeURIComponent('老板同意'),
      },
    })
    expect(passed.json()).toMatchObject({ stage: 'agreed' })
    const [newest] = await shop.tenon.services.records.history(shop.ctx, { entity: 'deal', id: other.id })
    expect(newest?.override).toMatchObject({
      reason: '老板同意',
      rules: [{ rule: 'stageRequired' }, { rule: 'condition' }],
    })
  })
})

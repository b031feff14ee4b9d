import { uuidv7 } from 'uuidv7'
import { expect } from 'vitest'
import type { Oracle } from './leak-oracle.ts'
import { ALL_FIELDS } from './leak-oracle.ts'
import type { LeakKit } from './leak-probes.ts'
import { ENTITIES, type WorldRow } from './leak-world.ts'

/** What is for admins alone, whatever roles say of records. */
const FOR_ADMINS = [
  ...['pluginTasks.list', 'pluginSchedules.list', 'pluginWebhooks.list', 'audit.find'],
  ...['apiKeys.list', 'sites.list', 'access.territories', 'privacy.holds', 'privacy.erasures'],
]
/** What everybody may ask about their own work. */
const OWN_WORK = [
  ['approvals.list', { of: 'toDecide' }],
  ['approvals.list', { of: 'asked' }],
  ['bulk.recent', {}],
  ['actions.recent', {}],
  ['personal.recent', {}],
  ['views.list', {}],
  ['tags.list', {}],
  ['users.list', {}],
  ['access.delegations', {}],
] as const

/** Lists around records, what others have begun, and questions about rights tell of records and fields what may be told. */
export async function probeTools(kit: LeakKit, oracle: Oracle): Promise<void> {
  const { call, expectNothingHidden } = kit
  for (const verb of FOR_ADMINS) {
    const told = await call(verb, {})
    expect(told.status, `${verb} ${told.body}`).toBe(403)
  }
  for (const [verb, input] of OWN_WORK) {
    const told = await call(verb, input)
    expectNothingHidden(oracle, told, verb)
    expect(told.status, `${verb} ${told.body}`).toBe(200)
  }
  for (const entity of ENTITIES) {
    for (const verb of ['trash.list', 'views.list', 'bulk.recent', 'personal.favourites']) {
      expectNothingHidden(oracle, await call(verb, { entity }), `${verb} ${entity}`)
    }
  }
  expect(JSON.parse((await call('access.hasRight', { right: 'manageTags' })).body)).toMatchObject({
    result: { data: { granted: false } },
  })
  await probeQuestions(kit, oracle)
  await probeOthersImport(kit, oracle)
}

/** An entity or field that is closed is explained as one that is not there. */
async function probeQuestions({ world, call }: LeakKit, oracle: Oracle): Promise<void> {
  for (const entity of ENTITIES) {
    const row = world.find((one) => one.entity === entity && oracle.row(one, 'read'))
    const asked = { id: row?.id ?? uuidv7(), action: 'read' }
    const explain = async (of: string, field?: string) => {
      const { status, body } = await call('access.explain', { ...asked, entity: of, ...(field && { field }) })
      const known = body.replace(/"requestId":"[^"]*"/, '').replaceAll(of, 'entity')
      return { status, body: field === undefined ? known : known.replaceAll(field, 'field') }
    }
    if (!oracle.allows(entity, 'read')) {
      expect(await explain(entity)).toEqual(await explain('ghosts'))
      continue
    }
    for (const field of ALL_FIELDS[entity].filter((one) => !oracle.field(entity, one))) {
      expect(await explain(entity, field), `${entity}.${field}`).toEqual(await explain(entity, 'qqqqqqqq'))
    }
  }
}

/** What became of the rows that somebody else has imported is that one's business. */
async function probeOthersImport(kit: LeakKit, oracle: Oracle): Promise<void> {
  const { shop, world, call, ask, expectNothingHidden } = kit
  const named = (row: WorldRow) => `${String(row.values['name'])},nonsense\n`
  const orders = world.filter(({ entity }) => entity === 'order')
  const content = new TextEncoder().encode(`Name,Kind\n${orders.map(named).join('')}`)
  const plan = { entity: 'order', file: 'others.csv', content, fields: ['name', 'kind'] }
  const { imports, services } = shop.tenon.api
  const { id } = await imports.start(shop.ctx, plan)
  await expect
    .poll(async () => (await services.bulk.get(shop.ctx, { id })).refused, { timeout: 30_000 })
    .toBe(orders.length)
  const answers = [
    ...(await Promise.all(['bulk.get', 'bulk.report', 'bulk.cancel', 'bulk.undo'].map((verb) => call(verb, { id })))),
    await ask('GET', `/api/v1/bulk-runs/${id}/report.csv`),
    await ask('GET', `/api/v1/bulk-runs/${id}/left-rows.csv`),
  ]
  for (const told of answers) {
    expectNothingHidden(oracle, told)
    expect(told.body).not.toContain('others.csv')
    expect(told.status, told.body).toBe(404)
  }
  expect((await call('bulk.recent', {})).body).not.toContain(id)
  await shop.tenon.database.tenant(shop.tenant.schema).deleteFrom('_bulk_run').where('id', '=', id).execute()
}

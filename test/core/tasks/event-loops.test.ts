import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import {
  entityFile,
  hooksFile,
  manifest,
  openPluginTenant,
  type PluginTenant,
} from '../../support/open-plugin-tenant.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'

const events = [{ name: 'ping', label: { en: 'Ping' }, payload: { type: 'object' } }]
const capabilities = [{ capability: 'entity:ball:write', reason: { en: 'Counts.' } }]
const ANSWER = `async (_, tenon) => {
  await tenon.records.create({ entity: 'ball', values: { name: tenon.eventId } })
  await tenon.events.emit('ping', {})
}`

describe.each(DATABASE_KINDS)('plugins that answer each other’s events on %s', (kind) => {
  let opened: PluginTenant
  beforeAll(async () => {
    opened = await openPluginTenant(kind)
    await opened.tenon.startBackground()
    await opened.install(
      {
        'plugin.json': manifest('one', { events, capabilities }),
        'entities/ball.schema.json': entityFile('ball', {}),
        'hooks.ts': hooksFile(`{ jobs: { serve: async (_, tenon) => tenon.events.emit('ping', {}) },
          lifecycle: { onInstall: async (_, tenon) => tenon.events.emit('ping', {}) }, events: { 'one.ping': ${ANSWER} } }`),
      },
      {
        'plugin.json': manifest('other', { events, capabilities, dependencies: { one: '*' } }),
        'hooks.ts': hooksFile(`{ events: { 'one.ping': ${ANSWER}, 'other.ping': ${ANSWER} } }`),
      },
    )
  })
  afterAll(() => opened?.close())

  test('come to an end five levels deep, at the first try and with the reason in both languages', async () => {
    const tasks = async () => {
      const all = await opened.tenon.database
        .tenant(opened.tenant.schema)
        .selectFrom('_plugin_task')
        .select(['name', 'status', 'attempts', 'depth', 'error_code', 'error'])
        .where('kind', '=', 'event')
        .execute()
      return all
    }
    const deepest = await vi.waitFor(
      async () => {
        const found = await tasks()
        expect(found.filter(({ status }) => status === 'waiting' || status === 'running')).toEqual([])
        const last = found.filter(({ depth }) => depth === 5)
        expect(last.length).toBeGreaterThan(1)
        return last
      },
      { timeout: 30_000, interval: 100 },
    )
    for (const { status, attempts, error_code: code, error } of deepest) {
      expect([status, attempts, code]).toEqual(['failed', 1, 'PLUGIN_HOST_CALL_LIMIT'])
      const texts = JSON.parse(error ?? '')
      expect(texts.en).toMatch(/asked its host for too much: .*hooks that set off hooks go 5 levels deep at most\.$/)
      expect(texts['zh-CN']).toMatch(/对宿主的调用超出上限：超出一次调用的限制：钩子相互触发最多 5 层。$/)
    }
    const found = await tasks()
    expect(
      found.filter(({ depth }) => depth < 5).every(({ status, attempts }) => status === 'done' && attempts === 1),
    ).toBe(true)
    expect(Math.max(...found.map(({ depth }) => depth))).toBe(5)
  })
})

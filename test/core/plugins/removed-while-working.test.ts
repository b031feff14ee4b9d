import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import {
  entityFile,
  hooksFile,
  manifest,
  openPluginTenant,
  type PluginTenant,
} from '../../support/open-plugin-tenant.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'

const CAPABILITIES = ['entity:thing:read', 'entity:thing:write', 'kv'].map((capability) => ({
  capability,
  reason: { en: 'For the tests.' },
}))

/** A job that asks its host until it is refused, then tries whatever may be left behind, and fails. */
const STUBBORN = `async (data, tenon) => {
  const tried = async (what, call) => tenon.log.info(what + ': ' + (await call().then(() => 'done', (error) => error.code)))
  await tenon.kv.set('begun', 1)
  for (let refused = false; !refused; ) refused = await tenon.kv.get('begun').then(() => false, () => true)
  await tried('kv', () => tenon.kv.set('left', 1))
  await tried('record', () => tenon.records.create({ entity: 'thing', values: { name: 'left' } }))
  await tried('job', () => tenon.jobs.schedule('work', { key: 'left' }))
  await tried('event', () => tenon.events.emit('left'))
  throw new Error('the end')
}`

const FILES = {
  'plugin.json': manifest('stubborn', {
    capabilities: CAPABILITIES,
    events: [{ name: 'left', label: { en: 'Left' }, payload: {} }],
  }),
  'entities/thing.schema.json': entityFile('thing', {}),
  'hooks.ts': hooksFile(`{
    jobs: { work: ${STUBBORN} },
    events: { 'stubborn.left': () => {} },
    entities: { thing: { afterCreate: async (records, tenon) => void (await tenon.jobs.schedule('work', {})) } },
  }`),
}

describe.each(DATABASE_KINDS)('a plugin that goes while a job of its is at work, on %s', (kind) => {
  let opened: PluginTenant
  const logged: string[] = []
  beforeAll(async () => {
    opened = await openPluginTenant(kind, { onPluginLog: ({ message }) => logged.push(message) })
    await opened.tenon.startBackground()
  }, 120_000)
  afterAll(() => opened?.close())

  /** How many runs of the job have ended so far. */
  async function failedRuns(): Promise<number> {
    const lines = (await opened.tenon.metricsText()).split('\n')
    const found = lines.find((line) => /calls_total.*jobs\.work.*PLUGIN_THREW/.test(line))
    return Number(found?.split(' ').at(-1) ?? 0)
  }

  test.each(['purge', 'keep'] as const)(
    'has nothing written by it any more, and nothing tried again (%s)',
    async (data) => {
      logged.length = 0
      const before = await failedRuns()
      await opened.install(FILES)
      await opened.create('thing', { name: 'one' })
      await vi.waitFor(async () => expect(await opened.count('_plugin_kv')).toBe(1), { timeout: 20_000 })
      await opened.tenon.removePlugin(opened.ctx, 'stubborn', { consent: true, data })
      const kept = await opened.count('_plugin_kv')
      const refused = ['kv', 'record', 'job', 'event'].map((what) => `${what}: CAPABILITY_DENIED`)
      await vi.waitFor(() => expect(logged).toEqual(refused), { timeout: 20_000 })
      await vi.waitFor(async () => expect(await failedRuns()).toBe(before + 1), { timeout: 20_000 })
      const tasks = opened.tenon.database
        .tenant(opened.tenant.schema)
        .selectFrom('_plugin_task')
        .select(['kind', 'status'])
      expect(await tasks.where('plugin', '=', 'stubborn').execute()).toEqual([])
      expect(await opened.count('_plugin_kv')).toBe(kept)
      if (data === 'keep') expect((await opened.find('thing')).map(({ name }) => name)).toEqual(['one'])
      else expect(kept).toBe(0)
    },
  )
})

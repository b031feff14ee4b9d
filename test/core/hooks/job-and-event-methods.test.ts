import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import type { PluginManifest } from '@tenon/sdk/contract/plugin-manifest'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { TenantRef } from '../../../core/src/context/request-context.ts'
import type { Database } from '../../../core/src/db/database.ts'
import { claimEvents } from '../../../core/src/events/claim-events.ts'
import { makeEventMethods } from '../../../core/src/hooks/host/event-methods.ts'
import { makeHostApi } from '../../../core/src/hooks/host/host-api.ts'
import { makeJobMethods } from '../../../core/src/hooks/host/job-methods.ts'
import { pluginContext } from '../../../core/src/hooks/plugin-context.ts'
import { completePackage } from '../../../core/src/plugins/complete-package.ts'
import { noHooks } from '../../../core/src/sandbox/read-inventory.ts'
import type { CallKind } from '../../../core/src/sandbox/sandbox.ts'
import { DATABASE_KINDS, openTestDatabase } from '../../support/open-test-database.ts'
import { readTask, workingTenant } from '../tasks/task-kit.ts'
import { contextOf } from './hook-kit.ts'

const manifest: PluginManifest = {
  id: 'sample',
  version: '1.0.0',
  label: { en: 'Sample' },
  host: '*',
  events: [
    { name: 'anything', label: { en: 'Anything' } },
    {
      name: 'weighed',
      label: { en: 'Weighed' },
      payload: { type: 'object', properties: { grams: { type: 'integer' } }, required: ['grams'] },
    },
  ],
}
const hooks = { ...noHooks(), jobs: ['tidy', 'remind'] }
const plugin = { package: completePackage({ manifest, hooks, integrity: 'sample' }), grants: [] }

describe.each(DATABASE_KINDS)('plugin code on %s', (kind) => {
  let database: Database
  let tenant: TenantRef

  beforeAll(async () => {
    database = await openTestDatabase(kind)
  })
  afterAll(() => database?.close())
  beforeEach(async () => {
    tenant = await workingTenant(database)
  })

  interface Call {
    kind?: CallKind
    depth?: number
    locale?: 'en' | 'zh-CN'
  }

  /** One call of a plugin, whose host may be asked several things. */
  function host({ kind: callKind = 'afterHook', depth = 0, locale = 'en' }: Call = {}) {
    const methods = { ...makeJobMethods({ database }), ...makeEventMethods({ database }) }
    const ctx = pluginContext(contextOf({ tenant, depth, locale }), plugin, 'jobs.tidy')
    const ask = makeHostApi(methods, { ctx, plugin, kind: callKind })
    return (method: string, args: JsonValue) => ask(method, args, new AbortController().signal)
  }
  const schedule = (args: JsonObject, call: Call = {}) =>
    host(call)('jobs.schedule', { name: 'tidy', ...args }) as Promise<{ id: string }>
  const emit = (name: string, payload: JsonValue, call: Call = {}) => host(call)('events.emit', { name, payload })
  const failure = async (attempt: Promise<unknown>) => {
    const error = await attempt.then(
      () => null,
      (thrown: unknown) => thrown,
    )
    if (!(error instanceof TenonError)) return expect.unreachable(`not refused: ${String(error)}`)
    return { code: error.code, text: [error.message, ...error.problems.map(({ message }) => message)].join(' ') }
  }
  const tasks = () => database.tenant(tenant.schema).selectFrom('_plugin_task').selectAll().execute()

  describe('that puts work off', () => {
    test('may do so for a time, until a moment, or at once', async () => {
      const now = await schedule({})
      const after = await schedule({ afterSeconds: 90 })
      const at = await schedule({ at: new Date(Date.now() + 3_600_000).toISOString().replace('Z', '+00:00') })
      const past = await schedule({ at: '2020-01-01T00:00:00Z' })
      const due = async ({ id }: { id: string }) => Math.round((await readTask(database, tenant, id))?.dueIn ?? 0)
      expect(await due(now)).toBeLessThanOrEqual(0)
      expect(Math.abs((await due(after)) - 90)).toBeLessThan(5)
      expect(Math.abs((await due(at)) - 3_600)).toBeLessThan(5)
      expect(await due(past)).toBeLessThan(0)
    })

    test('says for whom, with what and how deep', async () => {
      const { id } = await schedule({ data: { 名称: [1, null] } }, { depth: 1 })
      const row = {
        id,
        plugin: 'sample',
        kind: 'job',
        name: 'tidy',
        depth: 2,
        created_by: 'plugin:sample',
        status: 'waiting',
      }
      expect(await tasks()).toEqual([expect.objectContaining({ ...row, data: { 名称: [1, null] } })])
    })

    test('under a key replaces what waits there, and cancels it by the key', async () => {
      await schedule({ key: 'k', data: 1 })
      const { id } = await schedule({ key: 'k', data: 2 })
      expect(await tasks()).toEqual([expect.objectContaining({ id, data: 2 })])
      expect(await host()('jobs.cancel', { key: 'other' })).toBe(false)
      expect(await host()('jobs.cancel', { key: 'k' })).toBe(true)
      expect(await tasks()).toEqual([])
      expect(await host()('jobs.cancel', { key: 'k' })).toBe(false)
    })

    test.each<[string, JsonObject, RegExp]>([
      ['a job that it does not have', { name: 'tidyy' }, /^VALID.* no job 'tidyy' in its code; did you mean 'tidy'/],
      ['a job of another name', { name: 'zzz' }, /^VALIDATION_FAILED .*expected one of 'tidy', 'remind'/],
      ['data of more than 64 kB', { data: 'x'.repeat(65_537) }, /^PAYLOAD_TOO_LARGE .*at most 65536/],
      ['a moment in more than a year', { at: '2999-01-01T00:00:00Z' }, /^VALIDATION_FAILED .*a year at most/],
      ['a pause of more than a year', { afterSeconds: 367 * 86_400 }, /^VALIDATION_FAILED .*afterSeconds/],
      ['a pause into the past', { afterSeconds: -1 }, /^VALIDATION_FAILED .*afterSeconds/],
      ['a moment without a zone', { at: '2026-01-01T00:00:00' }, /^VALIDATION_FAILED .*'\/at'/],
      ['two times', { at: '2026-01-01T00:00:00Z', afterSeconds: 1 }, /^VALIDATION_FAILED .*not both/],
      ['a key with a NUL', { key: 'a\0b' }, /^VALIDATION_FAILED .*key/],
      ['a word that there is not', { runAt: 'now' }, /^VALIDATION_FAILED .*runAt/],
    ])('is refused %s, and nothing is written', async (_what, args, refusal) => {
      const { code, text } = await failure(schedule(args))
      expect(`${code} ${text}`).toMatch(refusal)
      expect(await tasks()).toEqual([])
    })

    test('is told so in its language', async () => {
      expect((await failure(schedule({ name: 'x' }, { locale: 'zh-CN' }))).text).toMatch(/插件代码中没有作业“x”/)
    })

    test('may have ten thousand waiting, of which one may still be replaced', async () => {
      await schedule({ key: 'k' })
      await sql`insert into ${sql.id(tenant.schema, '_plugin_task')} (id, plugin, kind, name, data, run_at, status, depth, created_by)
        select gen_random_uuid(), 'sample', 'job', 'tidy', 'null', now(), 'waiting', 0, 'system' from generate_series(1, 9999)`.execute(
        database.control,
      )
      expect(await failure(schedule({}))).toMatchObject({ code: 'RATE_LIMITED' })
      expect(await failure(schedule({ key: 'other' }))).toMatchObject({ code: 'RATE_LIMITED' })
      await schedule({ key: 'k', data: 'replaced' })
      expect((await tasks()).filter(({ key }) => key === 'k').map(({ data }) => data)).toEqual(['replaced'])
    })

    test('may not go deeper than writes may', async () => {
      await schedule({}, { depth: 4 })
      expect(await failure(schedule({}, { depth: 5 }))).toMatchObject({ code: 'PLUGIN_HOST_CALL_LIMIT' })
      expect(await tasks()).toHaveLength(1)
    })

    test.each<CallKind>(['beforeHook', 'question', 'guard'])('may not do so in a %s', async (callKind) => {
      expect(await failure(schedule({}, { kind: callKind }))).toMatchObject({ code: 'FORBIDDEN' })
      expect(await failure(host({ kind: callKind })('jobs.cancel', { key: 'k' }))).toMatchObject({ code: 'FORBIDDEN' })
      expect(await failure(emit('anything', null, { kind: callKind }))).toMatchObject({ code: 'FORBIDDEN' })
      expect(await tasks()).toEqual([])
    })

    test('may do a thousand such things in one action', async () => {
      const ask = host({ kind: 'action' })
      for (let n = 0; n < 1_000; n++) await ask('jobs.cancel', { key: 'k' })
      expect(await failure(ask('jobs.schedule', { name: 'tidy' }))).toMatchObject({ code: 'PLUGIN_HOST_CALL_LIMIT' })
    })
  })

  test('whatever it asks, is answered or refused in words, never with an error of the database', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 20 })
    const anything = fc.jsonValue({ stringUnit: 'binary' })
    const asked = fc.oneof(
      fc.record(
        { name: fc.constantFrom('tidy', 'remind', '__proto__'), data: anything, key: text },
        { requiredKeys: ['name'] },
      ),
      fc.record({ name: text, at: text, afterSeconds: fc.double() }),
      fc.record({ name: fc.constantFrom('anything', 'weighed', 'constructor'), payload: anything }),
      anything,
    )
    const methods = fc.constantFrom('jobs.schedule', 'jobs.cancel', 'events.emit')
    const property = fc.asyncProperty(methods, asked, async (method, args) => {
      const thrown: unknown = await host()(method, args as JsonValue).then(
        () => null,
        (error: unknown) => error,
      )
      expect(thrown === null || thrown instanceof TenonError, String(thrown)).toBe(true)
    })
    await fc.assert(property, { numRuns: 200 })
  })

  describe('that emits an event', () => {
    test('writes it into the outbox with its name, its payload and how deep it is', async () => {
      await emit('weighed', { grams: 12, note: '重 \0' }, { depth: 1 })
      const [event, ...more] = await claimEvents(database, tenant.schema, 10)
      expect(more).toEqual([])
      expect(event).toMatchObject({
        type: 'plugin.event',
        name: 'sample.weighed',
        actor: 'plugin:sample',
        depth: 2,
        payload: { grams: 12, note: '重 \0' },
      })
    })

    test.each<[string, { name: string; payload: JsonValue }, RegExp]>([
      [
        'that plugin.json does not declare',
        { name: 'weighd', payload: {} },
        /no event 'weighd'; did you mean 'weighed'/,
      ],
      ['of another plugin', { name: 'other.weighed', payload: {} }, /declares no event/],
      ['without what its schema requires', { name: 'weighed', payload: {} }, /payload of event 'weighed' is wrong/],
      ['with a value of another type', { name: 'weighed', payload: { grams: 1.5 } }, /is not a whole number/],
      ['with a payload above 64 kB', { name: 'anything', payload: 'x'.repeat(65_537) }, /at most 65536/],
    ])('is refused one %s', async (_what, { name, payload }, refusal) => {
      expect((await failure(emit(name, payload))).text).toMatch(refusal)
      expect(await claimEvents(database, tenant.schema, 10)).toEqual([])
    })

    test('may not go deeper than writes may', async () => {
      expect(await failure(emit('anything', null, { depth: 5 }))).toMatchObject({ code: 'PLUGIN_HOST_CALL_LIMIT' })
    })
  })
})

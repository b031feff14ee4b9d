import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { expect, test } from 'vitest'
import { makeHostApi } from '../../../../core/src/hooks/host/host-api.ts'
import { makeRecordMethods } from '../../../../core/src/hooks/host/record-methods.ts'
import { pluginContext } from '../../../../core/src/hooks/plugin-context.ts'
import { completePackage } from '../../../../core/src/plugins/complete-package.ts'
import { CALL_LIMITS } from '../../../../core/src/sandbox/call-limits.ts'
import { noHooks } from '../../../../core/src/sandbox/read-inventory.ts'
import { contextOf, recordingStore } from '../hook-kit.ts'

const manifest = { id: 'sample', version: '1.0.0', label: { en: 'Sample' }, host: '*' }
const plugin = {
  package: completePackage({ manifest, hooks: noHooks(), integrity: 'sample' }),
  grants: ['entity:thing:read'],
}

/** The host of one before-hook, over a store that takes a moment and has as many records as are asked for. */
function slowHost() {
  const { records } = recordingStore()
  const limits: number[] = []
  const find: typeof records.find = async (_ctx, { limit = 0 }) => {
    limits.push(limit)
    await new Promise((resolve) => setTimeout(resolve, 5))
    return {
      records: Array.from({ length: limit }, () => ({ id: 'r1' }) as TenonRecord),
      nextCursor: null,
      prevCursor: null,
    }
  }
  const methods = makeRecordMethods({ ...records, find })
  const host = makeHostApi(methods, {
    ctx: pluginContext(contextOf(), plugin, 'entities.thing.beforeCreate'),
    plugin,
    kind: 'beforeHook',
  })
  const { signal } = new AbortController()
  return { limits, ask: (method: string, args: JsonValue) => host(method, args, signal) }
}

test('reads that are under way at once do not get more records together than their call may read', async () => {
  const { limits, ask } = slowHost()
  const asked = Array.from({ length: 8 }, () => ask('records.find', { entity: 'thing', limit: 200 }))
  const ends = await Promise.allSettled(asked)
  expect(limits.reduce((sum, limit) => sum + limit, 0)).toBe(CALL_LIMITS.beforeHook.rowsRead)
  expect(ends.filter(({ status }) => status === 'rejected')).toHaveLength(3)
})

test('what was set aside for a read and not needed is there for the next', async () => {
  const { records } = recordingStore()
  const host = makeHostApi(makeRecordMethods(records), {
    ctx: pluginContext(contextOf(), plugin, 'entities.thing.beforeCreate'),
    plugin,
    kind: 'beforeHook',
  })
  const { signal } = new AbortController()
  for (let call = 0; call < 20; call++) await host('records.find', { entity: 'thing', limit: 200 }, signal)
  await expect(host('records.find', { entity: 'thing', limit: 200 }, signal)).resolves.toHaveProperty('records')
})

test('what was too long to be had counts as read', async () => {
  const { records } = recordingStore()
  const bounds = new Set<unknown>()
  const find: typeof records.find = async (_ctx, { maxLength }) => {
    bounds.add(maxLength)
    throw new TenonError({ code: 'PAYLOAD_TOO_LARGE', message: 'too long' })
  }
  const host = makeHostApi(makeRecordMethods({ ...records, find }), {
    ctx: pluginContext(contextOf(), plugin, 'entities.thing.beforeCreate'),
    plugin,
    kind: 'beforeHook',
  })
  const { signal } = new AbortController()
  const ask = () => host('records.find', { entity: 'thing', limit: 200 }, signal)
  for (let call = 0; call < 5; call++) await expect(ask()).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' })
  await expect(ask()).rejects.toMatchObject({ code: 'PLUGIN_HOST_CALL_LIMIT' })
  expect(bounds).toEqual(new Set([1024 * 1024]))
})

test.each([
  ['records.find', { entity: 'payroll' }, 'FORBIDDEN', 'records.find（“payroll”）不在插件的权限之内。'],
  [
    'records.update',
    { entity: 'thing', id: 'a', version: 1, values: {} },
    'FORBIDDEN',
    '此类钩子中不允许 records.update：只能读取。',
  ],
  ['kv.get', { key: 'a' }, 'FORBIDDEN', 'kv.get不在插件的权限之内。'],
] as const)(
  'a plugin is told in the language of its call that %s is not for it',
  async (method, args, ...[code, message]) => {
    const { records } = recordingStore()
    const writing = { ...plugin, grants: ['entity:thing:read', 'entity:thing:write'] }
    const host = makeHostApi(makeRecordMethods(records), {
      ctx: pluginContext(contextOf({ locale: 'zh-CN' }), writing, 'entities.thing.beforeCreate'),
      plugin: writing,
      kind: 'beforeHook',
    })
    await expect(host(method, args, new AbortController().signal)).rejects.toMatchObject({ code, message })
  },
)

test('a plugin is told in the language of its call that it has read as much as it may', async () => {
  const { records } = recordingStore()
  const find: typeof records.find = async (_ctx, { limit = 0 }) => ({
    ...{
      records: Array.from({ length: limit }, () => ({ id: 'r1' }) as TenonRecord),
      nextCursor: null,
      prevCursor: null,
    },
  })
  const host = makeHostApi(makeRecordMethods({ ...records, find }), {
    ctx: pluginContext(contextOf({ locale: 'zh-CN' }), plugin, 'entities.thing.beforeCreate'),
    plugin,
    kind: 'beforeHook',
  })
  const ask = () => host('records.find', { entity: 'thing', limit: 200 }, new AbortController().signal)
  for (let call = 0; call < 5; call++) await ask()
  await expect(ask()).rejects.toMatchObject({ message: '超出一次调用的限制：最多可读取 1000 条记录。' })
})

interface WrongCall {
  locale?: 'en'
  method?: string
  args: JsonObject
  message: RegExp
}

test.each<WrongCall>([
  {
    locale: 'en',
    args: { where: { not: { field: 'n', op: 'like' } } },
    message: /^The arguments of records\.find are wrong at '\/where\/not\/op': expected one of 'eq', 'ne', .+\.$/,
  },
  {
    args: { where: { not: { field: 'n', op: 'like' } } },
    message: /^records\.find 的参数有误，位于“\/where\/not\/op”：可用的有 'eq', 'ne', [^一-鿿]+。$/,
  },
  {
    args: { where: { and: [{ field: 'n', op: 'eq', valeu: 1 }] } },
    message: /“\/where\/and\/0”：“valeu”不能与“field”一起使用。$/,
  },
  {
    args: { where: { children: 'lines' } },
    message: /“\/where\/count”：须包含“any”“none”“all”，或“count”\{ op, value \}。$/,
  },
  { args: { limit: 201 }, message: /“\/limit”：数值过大：期望 .+<=200.*。$/ },
  { method: 'records.get', args: { id: 7 }, message: /“\/id”：无效输入：期望 字符串，实际接收 数字。$/ },
])('a plugin is told in the language of its call what is wrong with $args', async (wrong) => {
  const { locale = 'zh-CN', method = 'records.find', args, message } = wrong
  const { records } = recordingStore()
  const host = makeHostApi(makeRecordMethods(records), {
    ctx: pluginContext(contextOf({ locale }), plugin, 'entities.thing.beforeCreate'),
    plugin,
    kind: 'beforeHook',
  })
  const call = host(method, { entity: 'thing', ...args }, new AbortController().signal)
  await expect(call).rejects.toMatchObject({ code: 'VALIDATION_FAILED', message: expect.stringMatching(message) })
})

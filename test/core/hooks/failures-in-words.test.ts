import type { Locale } from '@tenon/sdk/contract/locale'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { codeInWords } from '../../../core/src/hooks/code-in-words.ts'
import { makeHookRunner } from '../../../core/src/hooks/make-hook-runner.ts'
import { createSandbox } from '../../../core/src/sandbox/create-sandbox.ts'
import type { ObservableSandbox } from '../../../core/src/sandbox/sandbox.ts'
import { contextOf, installedPlugin, recordingStore, TENANT, unmasked } from './hook-kit.ts'

describe('a hook that fails is told', () => {
  let sandbox: ObservableSandbox
  beforeAll(() => {
    sandbox = createSandbox({ children: 1 })
  })
  afterAll(() => sandbox?.close())

  /** What whoever creates a vehicle is told where its hook is `code`. */
  async function told(code: string, locale: Locale): Promise<string> {
    const hooks = `export const plugin = definePlugin({ entities: { vehicle: { beforeCreate: ${code} } } })`
    const plugin = await installedPlugin(sandbox, { id: 'wrong', hooks })
    const { records } = recordingStore({})
    const runner = makeHookRunner({ sandbox, plugins: { get: async () => [plugin] }, records, maskRecords: unmasked })
    // Else it would be paused after a few.
    sandbox.resume({ tenantId: TENANT.id, pluginId: 'wrong' })
    const call = { entity: 'vehicle', hook: 'beforeCreate', records: [{ id: null, values: {}, old: null }] } as const
    const failed = await runner
      .runBefore(contextOf({ locale }), { ...call, records: [...call.records] })
      .catch((e) => e)
    return failed.message
  }

  const unusable = (en: string, zh: string) =>
    [`gave an answer that cannot be used: ${en}.`, `返回了无法使用的结果：${zh}。`] as const

  test.each([
    ["() => { throw new Error('oops') }", 'failed: Error: oops', '出错：Error: oops'],
    ["() => { throw Symbol('oops') }", 'failed: Symbol(oops)', '出错：Symbol(oops)'],
    [
      '() => [{ at: NaN }]',
      ...unusable("the value at '.at' is NaN, which JSON cannot hold", '“.at”处的值为 NaN，JSON 无法表示'),
    ],
    [
      '() => [{ tags: new Set() }]',
      ...unusable(
        "the value at '.tags' is a Set, which JSON cannot hold; give a list",
        '“.tags”处的值是 Set，JSON 无法表示；请给出列表',
      ),
    ],
    ['() => []', ...unusable('the hook got 1 records and returned 0 entries', '钩子收到 1 条记录，却返回了 0 项')],
    [
      '() => [{ [Symbol.for("tenon.rejection")]: true, message: {} }]',
      ...unusable("the message of a rejection has no text for 'en'", '拒绝的消息没有 en 文本'),
    ],
    [
      'async (records, tenon) => { for (;;) await tenon.kv.get("a").catch((error) => { if (error.code === "HOST_CALL_LIMIT") throw error }) }',
      'asked its host for too much: This call may call its host 52 times.',
      '对宿主的调用超出上限：此次调用最多可向宿主请求 52 次。',
    ],
  ])('in the words and the language of whoever waits for it: %s', async (code, en, zh) => {
    expect(await told(code, 'en')).toBe(`The rule of “wrong” for new records ${en}`)
    expect(await told(code, 'zh-CN')).toBe(`“wrong”的新建规则${zh}`)
  })
})

describe('a plugin’s code in words', () => {
  const label = { en: 'Ready', 'zh-CN': '就绪' }
  const plugin = {
    manifest: { label: { en: 'Shop', 'zh-CN': '店铺' }, actions: [{ name: 'sell', label: { en: 'Sell' } }] },
    metrics: [{ name: 'open', label: { en: 'Open jobs', 'zh-CN': '未结工单' } }],
    pipelines: [{ stages: [{ exit: { guards: [{ name: 'ready', label }] } }] }],
  } as unknown as PluginPackage

  test.each([
    ['metrics.open', 'The figure “Open jobs” of “Shop”', '“店铺”的指标“未结工单”'],
    ['guards.ready', 'The condition “Ready” of “Shop”', '“店铺”的条件“就绪”'],
    ['actions.sell', 'The action “Sell” of “Shop”', '“店铺”的操作“Sell”'],
    ['imports.tidy', 'The preparation of rows “tidy” of “Shop”', '“店铺”的导入行处理“tidy”'],
    ['entities.job.validate', 'The rule of “Shop” for the values of records', '“店铺”的数据校验规则'],
  ])('%s is called by its labels', (target, en, zh) => {
    expect(codeInWords(plugin, target)).toEqual({ en, 'zh-CN': zh })
  })

  test.each([
    'entities.job.afterCreate',
    'jobs.open',
    'lifecycle.onInstall',
    'constructor.open',
    'entities.job.toString',
  ])('%s, for which nobody waits, is called by its name alone', (target) =>
    expect(codeInWords(plugin, target)).toBeNull(),
  )
})

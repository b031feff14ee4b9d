import type { Locale } from '@tenon/sdk/contract/locale'
import { expect, test } from 'vitest'
import { timeoutOf, tooManyHostCalls } from '../../../core/src/sandbox/call-outcome.ts'
import { pluginFailure } from '../../../core/src/sandbox/plugin-failure.ts'

const HOOK = { pluginId: 'fleet', version: '1.0.0', target: 'entities.car.beforeCreate' }
const LIMITS = { wallMs: 2000, cpuMs: 100 } as Parameters<typeof timeoutOf>[0]

test('what stopped a hook is told in the language of whoever called, its limits too', () => {
  const said = ({ code, detail }: ReturnType<typeof timeoutOf>, locale: Locale) =>
    pluginFailure(code, { ...HOOK, locale }, detail).message
  expect(said(timeoutOf(LIMITS, null), 'en')).toBe(
    'entities.car.beforeCreate (plugin fleet 1.0.0) did not finish and was stopped: it may take 2000 ms, 100 ms of them at work.',
  )
  expect(said(timeoutOf(LIMITS, null), 'zh-CN')).toBe(
    'entities.car.beforeCreate（插件 fleet 1.0.0） 未能结束，已被停止：最多 2000 毫秒，其中处理器 100 毫秒。',
  )
  expect(said(tooManyHostCalls(), 'zh-CN')).toBe(
    'entities.car.beforeCreate（插件 fleet 1.0.0） 对宿主的调用超出上限：调用次数超过上限。',
  )
})

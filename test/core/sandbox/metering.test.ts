import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSandbox } from '../../../core/src/sandbox/create-sandbox.ts'
import type { ObservableSandbox } from '../../../core/src/sandbox/sandbox.ts'
import type { SandboxEvent } from '../../../core/src/sandbox/sandbox-event.ts'
import { callHook, failureOf } from './sandbox-kit.ts'

const events: SandboxEvent[] = []
let sandbox: ObservableSandbox

beforeAll(() => {
  sandbox = createSandbox({ children: 1, onEvent: (event) => events.push(event) })
})
afterAll(() => sandbox.close())

const cpuMsOf = (tenant: string) =>
  sandbox.metrics().hooks.find(({ tenantId }) => tenantId === tenant)?.cpuMs.sum ?? Number.NaN
const loop = (rounds: number) => `() => { let x = 0; for (let i = 0; i < ${rounds}; i++) x += i % 7; return [{ x }] }`

test('work costs as much in many slices of a millisecond as in one long slice', async () => {
  await callHook(sandbox, { tenant: 'long', kind: 'action', hook: loop(1_500_000) })
  for (let call = 0; call < 60; call++) await callHook(sandbox, { tenant: 'short', hook: loop(25_000) })
  const ratio = cpuMsOf('short') / cpuMsOf('long')
  expect(ratio).toBeGreaterThan(0.5)
  expect(ratio).toBeLessThan(2.5)
})

test('host calls and log lines are paid for as processor time, for core works on them', async () => {
  const own = createSandbox({ children: 1, cpuBudget: { cpuMs: 60, windowMs: 600_000 } })
  const hook = `async (r, tenon) => { for (let i = 0; i < 50; i++) { tenon.log.info('x'.repeat(2000)); await tenon.records.find({}) } return [{}] }`
  const codes: string[] = []
  for (let call = 0; call < 40 && codes.at(-1) !== 'RATE_LIMITED'; call++) {
    codes.push((await failureOf(callHook(own, { tenant: 'asker', hook }))).code)
  }
  const { cpuMs } = own.metrics().hooks[0] ?? {}
  await own.close()
  expect(codes.at(-1)).toBe('RATE_LIMITED')
  expect(cpuMs?.sum).toBeLessThan(60)
})

test('long answers of the host are paid for, also those that are too long to be had', async () => {
  const own = createSandbox({ children: 1, cpuBudget: { cpuMs: 60, windowMs: 600_000 } })
  const hook = 'async (r, tenon) => { await tenon.records.find({}).catch(() => {}); return [{}] }'
  const host = async () => 'x'.repeat(4_000_000)
  const codes: string[] = []
  for (let call = 0; call < 20 && codes.at(-1) !== 'RATE_LIMITED'; call++) {
    codes.push((await failureOf(callHook(own, { tenant: 'reader', hook, host }))).code)
  }
  expect(codes.at(-1)).toBe('RATE_LIMITED')
  expect((await failureOf(callHook(own, { tenant: 'other', hook: '() => [{}]' }))).code).toBe('NONE')
  await own.close()
})

test('a flood of log lines lets go of the processor again and again', async () => {
  const hook = '(r, tenon) => { for (let i = 0; i < 200000; i++) tenon.log.info("x") }'
  await callHook(sandbox, { tenant: 'roaring', kind: 'afterHook', hook })
  const { cpuMs, wallMs, kills } = sandbox.metrics().hooks.find(({ tenantId }) => tenantId === 'roaring') ?? {}
  expect(kills).toEqual({})
  // 199 times for 50 µs at least.
  expect((wallMs?.sum ?? 0) - (cpuMs?.sum ?? 0)).toBeGreaterThan(9)
})

test('a tenant that floods the log over many calls loses its voice for a while, others do not', async () => {
  const flood = '(r, tenon) => { for (let i = 0; i < 100; i++) tenon.log.info("x") }'
  for (let call = 0; call < 30; call++) await callHook(sandbox, { tenant: 'loud', hook: flood })
  await callHook(sandbox, { tenant: 'quiet', hook: flood })
  const linesOf = (tenant: string) =>
    events.filter((event) => event.type === 'pluginLog' && event.tenantId === tenant).length
  expect(linesOf('loud')).toBeGreaterThanOrEqual(2_000)
  expect(linesOf('loud')).toBeLessThan(3_000)
  expect(linesOf('quiet')).toBe(100)
  const long = '(r, tenon) => { for (let i = 0; i < 100; i++) tenon.log.info("x".repeat(2000)) }'
  for (let call = 0; call < 30; call++) await callHook(sandbox, { tenant: 'long-winded', hook: long })
  // A line of 2,000 characters is as good as four.
  expect(linesOf('long-winded')).toBeGreaterThanOrEqual(500)
  expect(linesOf('long-winded')).toBeLessThan(750)
  const { hooks } = sandbox.metrics()
  expect(hooks.find(({ tenantId }) => tenantId === 'loud')?.logLinesDropped).toBe(3_000 - linesOf('loud'))
})

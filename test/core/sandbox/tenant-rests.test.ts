import { getPriority } from 'node:os'
import { afterAll, expect, test } from 'vitest'
import { createSandbox } from '../../../core/src/sandbox/create-sandbox.ts'
import { type QueuedSlice, SliceQueue } from '../../../core/src/sandbox/slice-queue.ts'
import { TenantRests } from '../../../core/src/sandbox/tenant-rests.ts'
import { callHook } from './sandbox-kit.ts'

// Used up to a half by the first call, and never filled again while the test runs.
const sandbox = createSandbox({
  children: 1,
  cpuBudget: { cpuMs: 2_000, windowMs: 1e9 },
  probation: { calls: 0, ms: 0 },
})
afterAll(() => sandbox.close())

const slice = (tenantId: string, begun: boolean): QueuedSlice => ({
  job: { tenantId, isolate: '', cpuLimitMs: 50, begun, movable: !begun, prepare: () => null },
  resolve: () => undefined,
})

test('whoever has worked rests three times as long, 50 ms at most', () => {
  const clock = { now: 1_000 }
  const rests = new TenantRests(() => clock.now)
  rests.noteWork('a', 2)
  rests.noteWork('a', 1)
  rests.noteWork('b', 500)
  expect([rests.isOver('a'), rests.isOver('b'), rests.isOver('c'), rests.next]).toEqual([false, false, true, 9])
  clock.now += 9
  expect([rests.isOver('a'), rests.isOver('b'), rests.next]).toEqual([true, false, 41])
  clock.now += 41
  expect([rests.isOver('b'), rests.next]).toEqual([true, 0])
})

test('who rests begins no call, goes on with those that have begun, and does not hold up others', () => {
  const queue = new SliceQueue()
  const [tired, other, going] = [slice('tired', false), slice('other', false), slice('tired', true)]
  for (const one of [tired, other, going]) queue.push(one)
  const mayBegin = (tenantId: string) => tenantId !== 'tired'
  expect([queue.shift(mayBegin), queue.shift(mayBegin), queue.shift(mayBegin)]).toEqual([going, other, undefined])
  expect([queue.length, queue.shift()]).toEqual([1, tired])
})

test('a tenant that has used much of its budget gets a quarter of a processor, and all of its calls are answered', async () => {
  const work = (loops: number) => `() => { let x = 0; for (let i = 0; i < ${loops}; i++) x += i % 7; return [{ x }] }`
  const call = (tenant: string, loops: number) =>
    callHook(sandbox, { tenant, kind: 'afterHook', hook: work(loops) }).then(({ answers }) => answers.length)
  const cpuMs = () => sandbox.metrics().hooks.find(({ tenantId }) => tenantId === 'eager')?.cpuMs.sum ?? 0
  const used = async (loops: number, calls: number) => {
    const [since, before] = [performance.now(), cpuMs()]
    const answered = await Promise.all(Array.from({ length: calls }, () => call('eager', loops)))
    expect(answered.every((count) => count === 1)).toBe(true)
    return (cpuMs() - before) / (performance.now() - since)
  }
  while (cpuMs() < 600) await call('eager', 2_000_000)
  const share = await used(100_000, 30)
  expect(share).toBeLessThan(0.35)
  // Another does not rest with it.
  const busy = used(100_000, 30)
  await call('calm', 1_000)
  const since = performance.now()
  for (let number = 0; number < 5; number++) await call('calm', 1_000)
  expect(sandbox.metrics().hooks.find(({ tenantId }) => tenantId === 'calm')?.calls).toBe(6)
  expect(performance.now() - since).toBeLessThan(5_000)
  await busy
  const at = (role: string) => sandbox.metrics().children.find((child) => child.role === role)?.pid ?? 0
  if (process.platform !== 'win32') {
    const behind = (pid: number) => getPriority(pid) - getPriority()
    expect([behind(at('worker')), behind(at('busy'))]).toEqual(
      [2, 5].map((steps) => Math.min(steps, 19 - getPriority())),
    )
  }
}, 60_000)

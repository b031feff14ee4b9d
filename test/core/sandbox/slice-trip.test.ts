import type { SliceWork } from '@tenon/sdk/contract/sandbox-protocol'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { createSandbox } from '../../../core/src/sandbox/create-sandbox.ts'
import type { SliceJob } from '../../../core/src/sandbox/slice-job.ts'
import { type QueuedSlice, SliceQueue } from '../../../core/src/sandbox/slice-queue.ts'
import { SliceTrip } from '../../../core/src/sandbox/slice-trip.ts'
import { changesOf, failureOf } from './sandbox-kit.ts'

let queue: SliceQueue
let trip: SliceTrip
beforeEach(() => {
  queue = new SliceQueue()
  trip = new SliceTrip(queue, () => undefined)
})

const ready = () => true
const limits = { hostCalls: 0, hostCallsInFlight: 0, logLines: 0, outputLength: 0 }
const start = (target: string, input = ''): SliceWork => ({
  ...{ type: 'start', callId: target, target, input, seed: 0, limits },
})

function wait(target: string, more: Partial<SliceJob> & { input?: string } = {}): QueuedSlice {
  const { input, ...rest } = more
  const prepare = () => ({ work: start(target, input), timeoutMs: 1, now: 0 })
  const job = { tenantId: target, isolate: '', cpuLimitMs: 1, begun: false, movable: true, short: true, prepare }
  const queued = { job: { ...job, ...rest }, resolve: () => undefined }
  queue.push(queued)
  return queued
}

function gather(mayBegin: (tenantId: string) => boolean = ready): string[] {
  return trip.gather(mayBegin).map((request) => (request.type === 'start' ? request.target : request.type))
}

/** All that is on its way is answered. */
function endAll(): void {
  while (trip.front !== undefined) trip.end({})
}

/** Trips that are all begun make the next ones longer. */
function lengthen(): void {
  for (let round = 0; round < 5; round++) {
    for (let i = 0; i < 8; i++) wait(`early ${i}`)
    while (gather().length > 0) endAll()
  }
}

test('more and more slices travel together as long as all are begun, never more than eight', () => {
  const sizes = Array.from({ length: 5 }, () => {
    for (let i = 0; i < 10; i++) wait(`t${i}`)
    const size = gather().length
    endAll()
    return size
  })
  expect(sizes).toEqual([1, 2, 4, 8, 8])
})

test('what comes back unbegun goes first the next time, in its order, and alone', () => {
  lengthen()
  for (const name of ['a', 'b', 'c']) wait(name)
  expect(gather()).toEqual(['a', 'b', 'c'])
  expect([trip.front?.job.tenantId, trip.companions]).toEqual(['a', 2])
  trip.end({ last: true })
  expect([trip.front, queue.length]).toEqual([undefined, 2])
  expect(gather()).toEqual(['b'])
})

test('slices of calls at work, of loads, of tenants that rest and of those that have much to say travel alone', () => {
  lengthen()
  wait('first')
  wait('load', { short: false })
  expect(gather()).toEqual(['first'])
  endAll()
  expect(gather()).toEqual(['load'])
  endAll()
  wait('resumed', { begun: true })
  wait('other resumed', { begun: true })
  wait('new')
  expect(gather()).toEqual(['resumed'])
  endAll()
  expect(gather()).toEqual(['other resumed', 'new'])
  endAll()
  for (const name of ['awake', 'resting', 'awake too']) wait(name)
  expect(gather((tenant) => tenant !== 'resting')).toEqual(['awake', 'awake too'])
  endAll()
  expect(gather()).toEqual(['resting'])
  endAll()
  for (const name of ['large', 'small']) wait(name, { input: name === 'large' ? 'x'.repeat(70_000) : '' })
  expect(gather()).toEqual(['large'])
})

test('only what follows the one at work can move, and is neither run nor given back after it has', () => {
  lengthen()
  for (const name of ['at work', 'moves', 'stays']) wait(name, { movable: name !== 'stays' })
  expect(gather()).toHaveLength(3)
  expect(trip.takeMovable().map(({ job }) => job.tenantId)).toEqual(['moves'])
  trip.end({ last: true })
  expect(gather()).toEqual(['stays'])
  expect(queue.length).toBe(0)
})

test('a call that has nothing left to do is not sent', () => {
  lengthen()
  wait('ended', { prepare: () => null })
  wait('next')
  expect(gather()).toEqual(['next'])
})

const sandbox = createSandbox({ children: 1, probation: { calls: 0, ms: 0 } })
afterAll(() => sandbox.close())
const echo = '([{ values }]) => [{ back: values.number }]'

async function callsAtOnce(hook: string): Promise<unknown[]> {
  const calls = Array.from({ length: 40 }, (_, number) =>
    changesOf(sandbox, { hook, records: [{ number }] }).catch(({ code }: { code: string }) => code),
  )
  return Promise.all(calls)
}

test('calls of one moment each get their own answer', async () => {
  for (let round = 0; round < 5; round++) {
    expect(await callsAtOnce(echo)).toEqual(Array.from({ length: 40 }, (_, number) => ({ back: number })))
  }
})

test('of calls that travel together only the one that throws fails, and each runs once', async () => {
  const hook = `([{ values }]) => {
    globalThis.runs = (globalThis.runs ?? 0) + 1
    if (values.number === 20) throw new Error('no')
    return [{ back: values.number, runs: globalThis.runs }]
  }`
  const answers = await callsAtOnce(hook)
  expect(answers[20]).toBe('PLUGIN_THREW')
  const runs = answers.flatMap((answer) => (typeof answer === 'string' ? [] : [(answer as { runs: number }).runs]))
  expect([...runs].sort((a, b) => a - b).filter((run, index, all) => run === all[index - 1])).toEqual([])
  expect(Math.max(...runs)).toBeLessThanOrEqual(40)
})

test('of calls that travel together only the one that ends their child is to blame', async () => {
  await callsAtOnce(echo)
  const hook = `([{ values }]) => {
    if (values.number === 20) [].indexOf.call({ length: 2 ** 53 - 1 }, 1)
    return [{ back: values.number }]
  }`
  const answers = await callsAtOnce(hook)
  expect(answers[20]).toBe('PLUGIN_TIMEOUT')
  expect(answers.filter((answer) => typeof answer === 'string')).toHaveLength(1)
  expect(await failureOf(changesOf(sandbox, { tenant: 'other', hook: echo, records: [{ number: 1 }] }))).toMatchObject({
    code: 'NONE',
  })
})

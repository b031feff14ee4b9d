import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSandbox } from '../../../core/src/sandbox/create-sandbox.ts'
import type { Sandbox } from '../../../core/src/sandbox/sandbox.ts'
import type { SandboxEvent } from '../../../core/src/sandbox/sandbox-event.ts'
import { callHook, changesOf, failureOf } from './sandbox-kit.ts'

const HEALTHY = '() => [{ seen: true }]'
const events: SandboxEvent[] = []
let sandbox: Sandbox

beforeAll(() => {
  sandbox = createSandbox({ children: 2, onEvent: (event) => events.push(event) })
})
afterAll(() => sandbox.close())

test('an endless loop ends in PLUGIN_TIMEOUT for that call alone, while calls of other tenants and of the same one go on', async () => {
  const attacker = callHook(sandbox, { tenant: 'mallory', hook: '() => { for (;;); }' })
  const others = Array.from({ length: 10 }, (_, index) =>
    changesOf(sandbox, { tenant: `tenant-${index}`, hook: HEALTHY }),
  )
  const same = changesOf(sandbox, { tenant: 'mallory', hook: HEALTHY })

  expect(await failureOf(attacker)).toMatchObject({
    code: 'PLUGIN_TIMEOUT',
    message: expect.stringContaining('entities.thing.beforeCreate (plugin probe 1.0.0)'),
  })
  expect(await Promise.all([...others, same])).toEqual(Array(11).fill({ seen: true }))
})

test('a hook that is never done with its microtasks ends in PLUGIN_TIMEOUT', async () => {
  const hook = '() => { (function again() { Promise.resolve().then(again) })() ; return [{ a: 1 }] }'
  expect(await failureOf(callHook(sandbox, { tenant: 'micro', hook }))).toMatchObject({ code: 'PLUGIN_TIMEOUT' })
})

test('a growing Map, which aborts its whole process, costs only its own call', async () => {
  const bomb = callHook(sandbox, {
    tenant: 'bomber',
    hook: '() => { const m = new Map(); for (let i = 0; ; i++) m.set(i, i) }',
  })
  const others = Array.from({ length: 6 }, (_, index) => changesOf(sandbox, { tenant: `near-${index}`, hook: HEALTHY }))

  // On a slow machine its processor time runs out first.
  expect(['PLUGIN_MEMORY_LIMIT', 'PLUGIN_TIMEOUT']).toContain((await failureOf(bomb)).code)
  expect(await Promise.all(others)).toEqual(Array(6).fill({ seen: true }))
  expect(events).toContainEqual(expect.objectContaining({ type: 'childDied' }))
})

/** With one place, the first child is the one at work and the second the spare. */
async function withOneChild(run: (own: Sandbox, killChild: () => void) => Promise<void>): Promise<void> {
  const own = createSandbox({ children: 1 })
  try {
    await changesOf(own, { hook: HEALTHY })
    const [atWork] = own.childPids()
    await run(own, () => atWork !== undefined && process.kill(atWork, 'SIGKILL'))
  } finally {
    await own.close()
  }
}

test('a before-hook whose child is killed from outside is run again and answers', () =>
  withOneChild(async (own, killChild) => {
    let asked = 0
    const call = changesOf(own, {
      hook: 'async (records, tenon) => [{ answer: await tenon.records.find({ entity: "thing" }) }]',
      host: async () => {
        asked += 1
        if (asked === 1) killChild()
        return 42
      },
    })
    expect(await call).toEqual({ answer: 42 })
    expect(asked).toBe(2)
  }))

test('a hook that has written something is not run again when its child is killed', () =>
  withOneChild(async (own, killChild) => {
    let writes = 0
    const call = callHook(own, {
      kind: 'afterHook',
      hook: 'async (records, tenon) => { await tenon.records.create({ entity: "thing", values: {} }); }',
      host: async () => {
        writes += 1
        killChild()
        return {}
      },
    })
    expect(await failureOf(call)).toMatchObject({ code: 'PLUGIN_WORKER_RESTARTED' })
    expect(writes).toBe(1)
  }))

test('calls that wait while others cost their child again and again are all answered', () =>
  withOneChild(async (own) => {
    const hook = `(records) => { for (; records[0].values.name === 'endless'; ); return [{ seen: true }] }`
    const call = (name: string) => failureOf(callHook(own, { hook, records: [{ name }] }))
    expect((await call('fine')).code).toBe('NONE')
    const endless = [call('endless'), call('endless')]
    const waiting = Array.from({ length: 48 }, () => call('fine'))
    expect((await Promise.all(endless)).map(({ code }) => code)).toEqual(['PLUGIN_TIMEOUT', 'PLUGIN_TIMEOUT'])
    expect(new Set((await Promise.all(waiting)).map(({ code }) => code))).toEqual(new Set(['NONE']))
  }))

test('a call whose script is being loaded when its child is lost, and the next one too, is answered elsewhere', () =>
  withOneChild(async (own) => {
    const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))
    await expect.poll(() => own.childPids().length).toBe(2)
    // Until the spare has started too.
    await pause(1_500)
    const both = own.childPids()
    // What stands still has the script before it, and never comes to the end of it.
    for (const pid of both) process.kill(pid, 'SIGSTOP')
    const call = failureOf(callHook(own, { hook: '() => [{ fresh: true }]' }))
    for (const pid of both) {
      await pause(400)
      process.kill(pid, 'SIGKILL')
    }
    expect(await call).toMatchObject({ code: 'NONE' })
  }))

test('calls under a rain of kills either answer or say that they may be tried again', async () => {
  const rain = setInterval(() => {
    const pids = sandbox.childPids()
    const pid = pids[Math.floor(Math.random() * pids.length)]
    if (pid !== undefined) process.kill(pid, 'SIGKILL')
  }, 600)
  const codes = new Set<string>()
  const until = Date.now() + 3_000
  while (Date.now() < until) {
    const calls = Array.from({ length: 5 }, (_, index) =>
      failureOf(callHook(sandbox, { tenant: `rain-${index}`, hook: HEALTHY })),
    )
    for (const { code } of await Promise.all(calls)) codes.add(code)
  }
  clearInterval(rain)
  expect(codes).toContain('NONE')
  for (const code of codes) expect(['NONE', 'PLUGIN_WORKER_RESTARTED', 'UNAVAILABLE']).toContain(code)
})

test('a hook that keeps costing its child is paused, and only that hook', async () => {
  const loop = { tenant: 'repeat', hook: '() => { for (;;); }' }
  for (let round = 0; round < 3; round++) await failureOf(callHook(sandbox, loop))
  expect(await failureOf(callHook(sandbox, loop))).toMatchObject({ code: 'PLUGIN_CIRCUIT_OPEN' })
  expect(await callHook(sandbox, { tenant: 'repeat', kind: 'guard', hook: '() => {}' })).toEqual({
    answers: [{ kind: 'ok' }],
  })
})

test('a cancelled request ends at once, and its late host answers go nowhere', async () => {
  const cancel = new AbortController()
  const call = callHook(sandbox, {
    tenant: 'patient',
    hook: 'async (records, tenon) => { await tenon.records.find({ entity: "thing" }); }',
    signal: cancel.signal,
    host: () => new Promise((resolve) => setTimeout(() => resolve(null), 300)),
  })
  setTimeout(() => cancel.abort(), 100)
  expect(await failureOf(call)).toMatchObject({ code: 'UNAVAILABLE' })
  expect(await changesOf(sandbox, { tenant: 'patient', hook: HEALTHY })).toEqual({ seen: true })
})

test('closing ends every child', async () => {
  const own = createSandbox({ children: 1 })
  await changesOf(own, { hook: HEALTHY })
  await own.close()
  expect(own.childPids()).toEqual([])
  expect(await failureOf(callHook(own, { hook: HEALTHY }))).toMatchObject({ code: 'UNAVAILABLE' })
})

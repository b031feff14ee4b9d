import type { SliceReply } from '@tenon/sdk/contract/sandbox-protocol'
import { afterAll, expect, test } from 'vitest'
import { frameOf, frameReader } from '../../../core/src/sandbox/child/frames.js'
import { createSandbox } from '../../../core/src/sandbox/create-sandbox.ts'
import type { ScriptCoverage } from '../../../core/src/sandbox/script-coverage.ts'
import { childProcessCommand, killProcess, spawnProcess } from '../../../core/src/sandbox/spawn-child.ts'
import { callHook, scriptFrom } from './sandbox-kit.ts'

const NAMED = `;return { plugin: { entities: { thing: { beforeCreate: hook } }, guards: {} } } })()
//# sourceURL=tenon-test:0`
const SOURCE = `var TenonPlugin = (function () {
  function never() { return 0 }
  const hook = (records) => records.map(({ values }) => (values.name === 'odd' ? { a: 1 } : { a: 2 }))${NAMED}`

const counting = createSandbox({ children: 1, coverage: true })
const ordinary = createSandbox({ children: 1 })
afterAll(() => Promise.all([counting.close(), ordinary.close()]))

const call = (sandbox: typeof counting, name: string, tenantId = 'acme') =>
  sandbox.call({
    tenantId,
    script: scriptFrom(SOURCE),
    kind: 'beforeHook',
    target: 'entities.thing.beforeCreate',
    input: {
      entity: 'thing',
      hook: 'beforeCreate',
      records: [{ id: null, values: { name }, old: null }],
      actor: { kind: 'user', id: 'u1', name: 'Ada' },
      locale: 'en',
    },
    host: () => Promise.resolve(null),
    signal: new AbortController().signal,
  })

/** Text of each counted range of a function → how often it ran. */
function countsOf(scripts: ScriptCoverage[], of: string): Record<string, number> {
  const wrapped = `(function anonymous(\n) {\n${SOURCE}`
  const found = scripts.flatMap(({ functions }) => functions.filter(({ functionName }) => functionName === of))
  return Object.fromEntries(
    found.flatMap(({ ranges }) =>
      ranges.map(({ startOffset, endOffset, count }) => [wrapped.slice(startOffset, endOffset), count]),
    ),
  )
}

test('a counting sandbox says how often each part ran since it was asked last, by the place in the script', async () => {
  await call(counting, 'odd')
  const first = await counting.takeCoverage()
  expect(first.map(({ url }) => url)).toEqual(['tenon-test:0'])
  expect(countsOf(first, 'never')).toEqual({ 'function never() { return 0 }': 0 })
  expect(countsOf(first, '')).toMatchObject({ ': { a: 2 }': 0 })
  await call(counting, 'even')
  await call(counting, 'even')
  expect(countsOf(await counting.takeCoverage(), '')).toMatchObject({ '? { a: 1 }': 0 })
  expect(await counting.takeCoverage()).toEqual([])
})

test('what an isolate has counted that is gone is not lost', async () => {
  await counting.takeCoverage()
  // Looked at in an isolate of its own, which is dropped at once.
  await counting.inspect(scriptFrom(SOURCE))
  expect(countsOf(await counting.takeCoverage(), 'never')).toEqual({ 'function never() { return 0 }': 0 })
})

test('an ordinary sandbox counts nothing', async () => {
  await call(ordinary, 'odd')
  expect(await ordinary.takeCoverage()).toEqual([])
})

test('an ordinary child that is asked for counts has none, and goes on', async () => {
  const child = await spawnProcess(childProcessCommand({}))
  let take: (reply: SliceReply) => void = () => {}
  const onMessage = (reply: unknown) => take(reply as SliceReply)
  child.channel.on('data', frameReader({ onMessage, onBroken: () => undefined }))
  const ask = (request: object): Promise<SliceReply> => {
    child.channel.write(frameOf(request))
    return new Promise((resolve) => {
      take = resolve
    })
  }
  await ask({ type: 'hello' })
  const at = { isolate: 'one', timeoutMs: 5000, now: 0 }
  const loaded = await ask({ slice: 1, ...at, type: 'load', source: SOURCE, memoryMb: 32, code: null })
  expect(loaded.outcome).toBe('ended')
  const asked = await ask({ slice: 2, ...at, type: 'coverage' })
  expect(asked).toMatchObject({ slice: 2, posts: [] })
  expect(asked.coverage).toBeUndefined()
  killProcess(child.pid)
  await child.ended
})

test('the limits of hooks hold in a counting sandbox', async () => {
  await expect(callHook(counting, { hook: '() => { for (;;); }', tenant: 'endless' })).rejects.toMatchObject({
    code: 'PLUGIN_TIMEOUT',
  })
  const bomb = '() => { const all = []; for (;;) all.push(new Array(1000).fill(1)) }'
  await expect(callHook(counting, { hook: bomb, tenant: 'bomb' })).rejects.toMatchObject({
    code: expect.stringMatching(/^PLUGIN_(MEMORY_LIMIT|TIMEOUT|CPU_LIMIT)$/),
  })
  await counting.takeCoverage()
  await call(counting, 'odd', 'after')
  // A session that nobody closed would keep all others from answering.
  expect(countsOf(await counting.takeCoverage(), 'never')).toEqual({ 'function never() { return 0 }': 0 })
})

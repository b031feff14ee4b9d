import { afterEach, expect, test } from 'vitest'
import { makeTestSandbox, type TestSandbox } from '../../../core/src/plugin-testing/make-test-sandbox.ts'
import { changesOf, failureOf, scriptFrom } from '../sandbox/sandbox-kit.ts'

const COUNTING = { setUp: 'let calls = 0', hook: '() => { calls += 1; return [{ calls }] }' }
const ENDLESS = { hook: '() => { for (;;); }' }
const open: TestSandbox[] = []
const own = (): TestSandbox => {
  const made = makeTestSandbox({ coverage: false })
  open.push(made)
  return made
}
afterEach(async () => {
  for (const { sandbox } of open.splice(0)) await sandbox.close()
})
const coldCalls = ({ sandbox }: TestSandbox) =>
  sandbox.hookMetrics({ tenantId: 'acme', pluginId: 'probe' }).reduce((sum, hook) => sum + hook.coldCalls, 0)

test('what a plugin keeps in variables ends with its round, and its script was loaded before the next one began', async () => {
  const made = own()
  expect(await changesOf(made.sandbox, COUNTING)).toEqual({ calls: 1 })
  made.renew()
  for (let round = 0; round < 5; round++) {
    made.renew()
    expect(await changesOf(made.sandbox, COUNTING)).toEqual({ calls: 1 })
    expect(await changesOf(made.sandbox, COUNTING)).toEqual({ calls: 2 })
    expect(coldCalls(made)).toBe(0)
  }
})

test('a round does not wait for what the one before has left at work', async () => {
  const made = own()
  const ends: string[] = []
  const left = failureOf(changesOf(made.sandbox, ENDLESS)).then(({ code }) => ends.push(code))
  made.renew()
  expect(await changesOf(made.sandbox, COUNTING)).toEqual({ calls: 1 })
  ends.push('next round')
  await left
  expect(ends).toEqual(['next round', 'PLUGIN_TIMEOUT'])
})

test('what is told beforehand is loaded for the first round too', async () => {
  const made = own()
  const script = scriptFrom('var TenonPlugin = { plugin: {} }')
  made.expect({ tenantId: 'acme', script, kind: 'beforeHook' })
  const isolates = () => made.sandbox.metrics().children.reduce((sum, child) => sum + child.isolates, 0)
  await expect.poll(isolates, { timeout: 20_000 }).toBe(2)
})

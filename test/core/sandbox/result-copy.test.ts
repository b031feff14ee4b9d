import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { childCommand } from '../../../core/src/sandbox/spawn-child.ts'

/** What would be a way from guest to host again, were it to come back with another version. */
const PROGRAM = `
  const ivm = require(process.argv[1]).ivm ?? require(process.argv[1])
  const isolate = new ivm.Isolate({ memoryLimit: 16 })
  const context = isolate.createContextSync()
  context.evalSync('globalThis.reads = 0; globalThis.bait = () => ({ get a() { reads += 1; return 1 }, list: [{ get b() { reads += 1; return 2 } }] })')
  let end = 'copied'
  try { context.global.getSync('bait', { reference: true }).applySync(undefined, [], { timeout: 1000, result: { copy: true } }) } catch { end = 'refused' }
  process.stdout.write(JSON.stringify({ end, reads: context.evalSync('reads') }))`

test('getters of a guest run 0 times while a result is copied', () => {
  const nativeModule = childCommand().arguments.at(-1)
  const { stdout } = spawnSync(process.execPath, ['--no-node-snapshot', '-e', PROGRAM, nativeModule ?? ''], {
    encoding: 'utf8',
    env: {},
  })
  expect(JSON.parse(stdout)).toEqual({ end: 'refused', reads: 0 })
})

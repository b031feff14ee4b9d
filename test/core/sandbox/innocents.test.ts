import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSandbox } from '../../../core/src/sandbox/create-sandbox.ts'
import type { ObservableSandbox } from '../../../core/src/sandbox/sandbox.ts'
import type { SandboxEvent } from '../../../core/src/sandbox/sandbox-event.ts'
import { innocentPrograms } from './innocent-programs.ts'
import { makeLoad, runInnocent } from './run-innocents.ts'

const events: SandboxEvent[] = []
let sandbox: ObservableSandbox
let endLoad: () => void

beforeAll(() => {
  sandbox = createSandbox({ onEvent: (event) => events.push(event) })
  endLoad = makeLoad(1)
})
afterAll(async () => {
  endLoad()
  await sandbox.close()
})

test('real hooks answer on a busy machine as they do outside any sandbox, and none is stopped', async () => {
  const programs = innocentPrograms(66)
  for (let first = 0; first < programs.length; first += 4) {
    const runs = await Promise.all(programs.slice(first, first + 4).map((program) => runInnocent(sandbox, program)))
    for (const { program, problem } of runs) expect(problem, program.name).toBeNull()
  }
  expect(events.filter(({ type }) => type === 'kill' || type === 'childDied')).toEqual([])
})

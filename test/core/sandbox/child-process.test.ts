import { readdirSync, readFileSync } from 'node:fs'
import { getPriority } from 'node:os'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSandbox } from '../../../core/src/sandbox/create-sandbox.ts'
import type { Sandbox } from '../../../core/src/sandbox/sandbox.ts'
import { childCommand } from '../../../core/src/sandbox/spawn-child.ts'
import { changesOf } from './sandbox-kit.ts'

let sandbox: Sandbox
let pid = 0

beforeAll(async () => {
  process.env['TENON_TEST_SECRET'] = 'do-not-inherit'
  sandbox = createSandbox({ children: 1, probation: { calls: 0, ms: 0 } })
  await changesOf(sandbox, { hook: '() => [{}]' })
  pid = sandbox.childPids()[0] ?? 0
})
afterAll(() => sandbox.close())

test('a child is started without snapshot and JIT, and may read its own code only', () => {
  const { arguments: parameters } = childCommand()
  expect(parameters).toEqual(
    expect.arrayContaining(['--no-node-snapshot', '--jitless', '--permission', '--allow-addons']),
  )
  const readable = parameters.filter((parameter) => parameter.startsWith('--allow-fs-read='))
  expect(readable).toHaveLength(4)
  for (const path of readable)
    expect(path).toMatch(/sandbox\/(child|guest)\/$|core\/package\.json$|isolated-vm.*\.node$/)
  expect(
    parameters.filter((parameter) => /allow-(fs-write|child-process|worker|wasi|inspector|net)/.test(parameter)),
  ).toEqual([])
})

test.runIf(process.platform === 'linux')(
  'a running child has those flags, no variable of ours, limits and a lower priority than ours',
  () => {
    const commandLine = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
    expect(commandLine).toEqual(expect.arrayContaining(['--no-node-snapshot', '--jitless', '--permission']))

    const names = readFileSync(`/proc/${pid}/environ`, 'utf8')
      .split('\0')
      .map((entry) => entry.split('=')[0])
    const allowed = ['TZ', 'LC_ALL', 'PWD', 'NODE_CHANNEL_FD', 'NODE_CHANNEL_SERIALIZATION_MODE', '']
    expect(names.filter((name) => !allowed.includes(name ?? ''))).toEqual([])

    const limits = readFileSync(`/proc/${pid}/limits`, 'utf8')
    expect(limits).toMatch(/Max address space\s+2048000000/)
    expect(limits).toMatch(/Max core file size\s+0/)
    // Behind core, also where that was itself started behind others.
    expect(getPriority(pid)).toBe(Math.min(getPriority() + 2, 19))
  },
)

test('one child holds the isolates of many tenants, the oldest making room for new ones', async () => {
  const hook = '() => { globalThis.calls = (globalThis.calls ?? 0) + 1; return [{ calls }] }'
  for (let tenant = 0; tenant < 110; tenant++) {
    expect(await changesOf(sandbox, { tenant: `many-${tenant}`, hook })).toEqual({ calls: 1 })
  }
  expect(await changesOf(sandbox, { tenant: 'many-109', hook })).toEqual({ calls: 2 })
  expect(await changesOf(sandbox, { tenant: 'many-0', hook })).toEqual({ calls: 1 })
  expect(sandbox.childPids()[0]).toBe(pid)
})

test('isolated-vm is pinned to a version without known escapes, and nothing but scalars and callbacks goes into an isolate', () => {
  const core = new URL('../../../core/', import.meta.url)
  const { dependencies } = JSON.parse(readFileSync(new URL('package.json', core), 'utf8'))
  expect(dependencies['isolated-vm']).toMatch(/^7\.\d+\.[1-9]\d*$/)

  const folder = new URL('src/sandbox/child/', core)
  const code = readdirSync(folder)
    .map((file) => readFileSync(new URL(file, folder), 'utf8'))
    .join('\n')
  expect(code).toContain('new ivm.Callback')
  expect(code).not.toMatch(/new ivm\.Reference|copy: true|promise: true|derefInto|evalClosure|onCatastrophicError/)
})

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { coverHooks } from '../../../core/src/cli/cover-hooks.ts'
import { readCoverage } from '../../../core/src/plugin-testing/read-coverage.ts'
import { type Ran, runTenon, temporaryFolder } from '../../support/run-tenon.ts'
import { killStartedProcesses } from '../../support/start-process.ts'
import { writeTestedPlugin } from './write-tested-plugin.ts'

const SLOW = 240_000
const FILES = {
  'hooks.ts': `import { definePlugin, eachRecord } from '@tenon/sdk/plugin'
import { followUp } from './rules/follow-up.ts'
import { hang } from './rules/hang.ts'
import { isChecked } from './rules/is-checked.ts'
import { priceOf } from './rules/price-of.ts'

export const plugin = definePlugin({
  entities: {
    coverJob: {
      beforeCreate: eachRecord((job) => ({ price: { amount: priceOf(job.values.title), currency: 'EUR' } })),
      afterCreate: eachRecord(followUp),
    },
  },
  guards: { isChecked: eachRecord((job) => isChecked(job.values) ?? hang()) },
})
`,
  'rules/hang.ts': `export function hang() {
  for (;;) [1].includes(2)
}
`,
  'rules/price-of.ts': `import type { Price } from './price.ts'

/** 标价：every text has its price. */
export function priceOf(title: string): Price {
  if (title === 'free') {
    return nothing()
  }
  if (title === 'broken') throw new RangeError('no price for it')
  return title.length > 3 ? '20' : '10'
}

function nothing(): Price {
  return '0'
}

export function usedByNobody(): Price {
  return '99'
}

function notEvenExported(): Price {
  return '98'
}
`,
  'rules/price.ts': `export type Price = string\n`,
  'rules/follow-up.ts': `import type { AfterHookContext, HookRecord } from '@tenon/sdk/plugin'

export async function followUp({ values }: HookRecord, tenon: AfterHookContext) {
  const urgent = (values['checkedBy'] ?? null) !== null
  await tenon.log.info(urgent ? 'urgent' : 'in time')
}
`,
  'rules/is-checked.ts': `export function isChecked({ checkedBy }: { checkedBy?: unknown }) {
  if (checkedBy) return undefined
  throw new Error('not checked')
}
`,
  'rules/forgotten.ts': `export function forgotten(title: string) {
  return title === '' ? 1 : 2
}
`,
}
const TESTS = `
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestTenant } from '@tenon/sdk/testing'

test('prices', async () => {
  const tenant = await openTestTenant()
  const staff = await tenant.as('staff')
  for (const title of ['oil', 'tyres', 'brakes']) await staff.create('coverJob', { title })
  await tenant.settle()
})
test('a hook that never ends', async () => {
  const staff = await (await openTestTenant()).as('staff')
  const job = await staff.create('coverJob', { title: 'wash', checkedBy: 'Mia' })
  await assert.rejects(staff.move('coverJob', job, 'done'), { code: 'PLUGIN_TIMEOUT' })
})
test('a hook that throws', async () => {
  const staff = await (await openTestTenant()).as('staff')
  await assert.rejects(staff.create('coverJob', { title: 'broken' }), (error: Error) => {
    assert.equal(
      error.message.split('failed: ')[1],
      'RangeError: no price for it\\n    at priceOf (rules/price-of.ts:8:33)\\n    at hooks.ts:10:61',
    )
    return true
  })
})
`
const { folder: root, remove } = temporaryFolder()
const plugin = join(root, 'cover')
const dir = join(root, 'report')

afterEach(killStartedProcesses)
afterAll(remove)

/** Line → hits, name of a function → hits, and the hits of each way at a branching line. */
function readLcov(file: string) {
  const text = readFileSync(join(dir, 'lcov.info'), 'utf8')
  const section = text.split('end_of_record').find((part) => part.includes(`SF:${file}\n`)) ?? ''
  const all = (pattern: RegExp) => [...section.matchAll(pattern)]
  return {
    lines: Object.fromEntries(all(/^DA:(\d+),(\d+)/gm).map(([, line, hits]) => [Number(line), Number(hits)])),
    functions: Object.fromEntries(all(/^FNDA:(\d+),(.+)$/gm).map(([, hits, name]) => [name, Number(hits)])),
    branches: all(/^BRDA:(\d+),\d+,\d+,(\d+)/gm).map(([, line, hits]) => `${line}:${hits}`),
  }
}

describe('what tests have run of the author’s files', () => {
  let ran: Ran

  beforeAll(async () => {
    writeTestedPlugin(plugin, 'cover', { ...FILES, 'test/cover.test.ts': TESTS })
    ran = await runTenon(['plugin', 'test', plugin, '--coverage-dir', dir, '--coverage-minimum', '90'])
  }, SLOW)

  test('its tests pass, a message of a hook’s error naming file and line', () => {
    expect(ran.output).toContain('pass 3\n')
  })

  test('each line, branch and function is counted, over all isolates, whatever was killed later', () => {
    expect(readLcov('rules/price-of.ts')).toEqual({
      lines: { 5: 5, 6: 0, 8: 5, 9: 4, 13: 0, 17: 0, 21: 0 },
      functions: { priceOf: 5, nothing: 0, usedByNobody: 0, notEvenExported: 0 },
      branches: ['5:0', '5:5', '8:1', '8:4', '9:3', '9:1'],
    })
    expect(readLcov('rules/follow-up.ts')).toEqual({
      lines: { 4: 3, 5: 3 },
      functions: { followUp: 3 },
      branches: ['4:3', '4:3', '5:0', '5:3'],
    })
  })

  test('files that nothing imports are there with nothing run, files of types alone are not', () => {
    expect(ran.output).toMatch(/forgotten\.ts\s+\|\s+0 \|\s+0 \|\s+0 \|\s+0 \| 2/)
    expect(ran.output).not.toContain(' price.ts')
    expect(readLcov('rules/forgotten.ts')).toMatchObject({ lines: { 2: 0 }, functions: { forgotten: 0 } })
  })

  test('nothing of the SDK, of tests and of what runs them is counted', () => {
    const files = readFileSync(join(dir, 'lcov.info'), 'utf8').match(/^SF:.*$/gm)
    expect(files?.map((line) => line.slice(3)).sort()).toEqual([
      'hooks.ts',
      'rules/follow-up.ts',
      'rules/forgotten.ts',
      'rules/hang.ts',
      'rules/is-checked.ts',
      'rules/price-of.ts',
    ])
  })

  test('too little ends with code 1 and says what is below, though all tests pass', () => {
    expect(ran.code).toBe(1)
    expect(ran.output).toMatch(/Below the minimum of 90 %: lines \d+(\.\d+)? %/)
  })

  test('the pages show the author’s lines', () => {
    expect(readFileSync(join(dir, 'rules/index.html'), 'utf8')).toContain('price-of.ts.html')
    expect(readFileSync(join(dir, 'rules/price-of.ts.html'), 'utf8')).toContain('标价：every text has its price.')
  })
})

test('of an enum the lines count, and no function that its author has not written', async () => {
  const folder = join(root, 'enum')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'colour.ts')
  const own = 'export const own = (function (made: { b?: number }) {\n  made.b = 1\n  return made\n})({})\n'
  writeFileSync(file, `export enum Colour {\n  Red,\n  Blue = 'b',\n}\nexport const blue = () => Colour.Blue\n${own}`)
  const { functions, lines } = (await readCoverage(folder, null)).fileCoverageFor(file).toSummary()
  expect([functions.total, functions.covered, lines.covered]).toEqual([2, 0, 0])
})

test('of a namespace what is in it counts, and no function or choice that its author has not written', async () => {
  const folder = join(root, 'namespace')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'prices.ts')
  const own = 'export const own = (held: { a?: object }) => held.a || (held.a = {})\n'
  writeFileSync(
    file,
    `export namespace Prices {\n  export const base = 3\n  export function twice(n: number) {\n    return n * 2\n  }\n}\nnamespace Inner.Deep {\n  export const x = 1\n}\nexport const y = Inner.Deep.x\n${own}`,
  )
  const coverage = (await readCoverage(folder, null)).fileCoverageFor(file)
  expect(Object.values(coverage.fnMap).map(({ decl }) => decl.start.line)).toEqual([3, 11])
  expect(Object.values(coverage.branchMap).map(({ loc }) => loc.start.line)).toEqual([11])
  expect(Object.keys(coverage.getLineCoverage())).toEqual(expect.arrayContaining(['2', '4', '8', '10', '11']))
})

test('of overloads, abstract members and what is only declared nothing counts', async () => {
  const folder = join(root, 'declared')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'declared.ts')
  const lines = [
    'declare const host: { go(): void }',
    'declare function later(n: number): string',
    'declare global {',
    '  interface Other { x: 1 }',
    '}',
    'export function one(a: string): string',
    'export function one(a: number): number',
    'export function one(a: unknown): unknown {',
    '  return a',
    '}',
    'export abstract class Job {',
    '  abstract run(): void',
    '  stop(at: string): void',
    '  stop(at: number): void',
    '  stop(at: unknown): void {',
    '    void at',
    '  }',
    '}',
  ]
  writeFileSync(file, lines.join('\n'))
  const coverage = (await readCoverage(folder, null)).fileCoverageFor(file)
  expect(Object.values(coverage.fnMap).map(({ decl }) => decl.start.line)).toEqual([8, 15])
  expect(Object.keys(coverage.getLineCoverage())).toEqual(['9', '16'])
})

test('a minimum that is no percentage is refused before anything runs', async () => {
  const { code, output } = await runTenon(['plugin', 'test', 'automotive', '--coverage-minimum', 'much'])
  expect(output).toContain("--coverage-minimum is 'much': expected a number from 0 to 100")
  expect(code).toBe(1)
})

test('a plugin without code is no failure of its tests', async () => {
  const folder = join(root, 'no-code')
  mkdirSync(join(folder, 'test'), { recursive: true })
  writeFileSync(join(folder, 'test/other.ts'), 'export const other = 1\n')
  const options = { folder, dir: join(folder, 'coverage'), minimum: 90 }
  expect(await coverHooks(options, async () => 0)).toBe(0)
  expect(await coverHooks(options, async () => 1)).toBe(1)
})

test(
  'automotive’s own tests pass and run most of its code',
  async () => {
    const report = join(root, 'automotive')
    const { code, output } = await runTenon(['plugin', 'test', 'automotive', '--coverage-dir', report])
    expect(output).toContain('fail 0\n')
    const [, lines] = /All files\s+\|.*\|.*\|.*\|\s*([\d.]+) \|/.exec(output) ?? []
    expect(Number(lines)).toBeGreaterThan(75)
    expect(code).toBe(0)
  },
  SLOW,
)

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeTracedPlugins } from '../../../core/src/plugin-testing/traced-plugins.ts'
import { bundleHooks } from '../../../core/src/plugins/bundle-hooks.ts'
import { TRACED_FRAME } from '../../../core/src/plugins/traced-entry.ts'
import { createSandbox } from '../../../core/src/sandbox/create-sandbox.ts'
import { temporaryFolder } from '../../support/run-tenon.ts'
import { scriptFrom } from '../sandbox/sandbox-kit.ts'

const HOOKS = `import { definePlugin, eachRecord, reject, Rejection } from '@tenon/sdk/plugin'
import { breaking } from './rules/breaking.ts'

export const plugin = definePlugin({
  entities: {
    thing: {
      beforeCreate: (records) => {
        const [{ values }] = records
        switch (values.name) {
          case 'changes': return [{ a: 1, b: [1, { c: null }] }]
          case 'nothing': return undefined
          case 'rejects': return reject({ en: 'No.', 'zh-CN': '不。' }, { field: 'name', rule: 'never' })
          case 'gives a rejection': return [new Rejection('No.')]
          case 'later': return Promise.resolve([{ later: true }])
          case 'rejects later': return Promise.reject(new Rejection('Later: no.'))
          case 'throws': return breaking(values)
          case 'throws later': return Promise.resolve().then(() => breaking(values))
          case 'throws a text': throw 'just a text'
          case 'throws nothing': throw undefined
          case 'throws a range error': throw new RangeError('too far')
          case 'throws what has no message': throw { toString() { return 'x' } }
          case 'throws a trap': throw new Proxy({}, { getPrototypeOf() { throw new Error('trap') }, get() { throw new Error('trap') } })
          case 'gives a function': return [{ a: () => 1 }]
          case 'gives too many': return [{}, {}]
          default: return []
        }
      },
      afterCreate: eachRecord(async (record, tenon) => {
        await tenon.records.get({ entity: 'thing', id: 'x' })
      }),
    },
  },
})
`
const BREAKING = `interface Values {
  name?: string
}

export function breaking(values: Values): never {
  throw new TypeError(\`it breaks: \${values.name}\`)
}
`
const CASES = [
  ...['changes', 'nothing', 'rejects', 'gives a rejection', 'later', 'rejects later', 'throws', 'throws later'],
  ...['throws a text', 'throws nothing', 'throws a range error', 'throws what has no message', 'throws a trap'],
  ...['gives a function', 'gives too many', 'anything else'],
]
const { folder, remove } = temporaryFolder()
const sandbox = createSandbox({ children: 1, cpuBudget: { cpuMs: 1e9, windowMs: 1 } })
const traced = makeTracedPlugins()
const sources = { plain: '', traced: '' }

beforeAll(async () => {
  mkdirSync(join(folder, 'rules'))
  writeFileSync(join(folder, 'hooks.ts'), HOOKS)
  writeFileSync(join(folder, 'rules/breaking.ts'), BREAKING)
  for (const [name, bundle] of [
    ['plain', await bundleHooks(folder)],
    ['traced', await traced.bundle(folder)],
  ] as const) {
    if ('problem' in bundle) throw new Error(bundle.problem.problem.en)
    sources[name] = bundle.source
  }
}, 60_000)
afterAll(async () => {
  await sandbox.close()
  remove()
})

/** What a call ends with: its answers, or code and message of its error as the tests of an author see it. */
async function endOf(
  source: string,
  name: string,
  { hook = 'beforeCreate', tenant = name }: { hook?: 'beforeCreate' | 'afterCreate'; tenant?: string } = {},
) {
  const call = sandbox.call({
    // Failures of one are not to pause the hook for the others.
    tenantId: `${tenant} ${source.length}`,
    script: scriptFrom(source),
    kind: hook === 'beforeCreate' ? 'beforeHook' : 'afterHook',
    target: `entities.thing.${hook}`,
    input: {
      entity: 'thing',
      hook,
      records: [{ id: null, values: { name }, old: null }],
      actor: { kind: 'user', id: 'u1', name: 'Ada' },
      locale: 'en',
      eventId: 'e',
    },
    host: () => Promise.reject(new Error('not to be shown')),
    signal: new AbortController().signal,
  })
  return call.catch((error: Error & { code: string }) => {
    traced.explain(error)
    return { code: error.code, message: error.message }
  })
}

describe('hooks as their tests run them', () => {
  test.each(CASES)('end as in production: %s', async (name) => {
    const plain = await endOf(sources.plain, name)
    const end = await endOf(sources.traced, name)
    const withoutPlaces = 'message' in end ? { ...end, message: end.message.replace(/\n {4}at [\s\S]*/, '') } : end
    expect(withoutPlaces).toEqual(plain)
  })

  test('say where an error was thrown, also later and by the host', async () => {
    expect(await endOf(sources.traced, 'throws')).toMatchObject({
      message: expect.stringMatching(
        /TypeError: it breaks: throws\n {4}at breaking \(\S*rules\/breaking\.ts:6:9\)\n {4}at beforeCreate \(\S*hooks\.ts:16:33\)$/,
      ),
    })
    expect(await endOf(sources.traced, 'throws later')).toMatchObject({
      message: expect.stringMatching(/it breaks: throws later\n {4}at breaking \(\S*breaking\.ts:6:9\)/),
    })
    expect(await endOf(sources.traced, 'x', { hook: 'afterCreate' })).toMatchObject({
      message: expect.stringMatching(/The host could not answer this call\./),
    })
  })

  test('know their places from compiled code as well', async () => {
    // The second isolate is given what was compiled for the first, around which other lines stand.
    for (let time = 0; time < 3; time++) {
      await new Promise((resolve) => setTimeout(resolve, 200))
      expect(await endOf(sources.traced, 'throws', { tenant: `again ${time}` })).toMatchObject({
        message: expect.stringContaining('breaking.ts:6:9'),
      })
    }
  })
})

test('what is installed for people has no traces, whether tests have run or not', () => {
  expect(sources.plain).not.toContain(TRACED_FRAME)
  expect(sources.plain).not.toContain('sourceURL')
  expect(sources.plain).not.toContain(folder)
})

test('an error of somebody else is left as it is', () => {
  const error = new Error(`it says ${TRACED_FRAME} itself`)
  expect(traced.explain(error)).toBe(error)
  expect(error.message).toBe(`it says ${TRACED_FRAME} itself`)
  expect(traced.explain('no error')).toBe('no error')
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { EditConflict } from '@tenon/sdk/contract/edit-conflict'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { answerEdits, askEdits } from '../../../core/src/cli/edits-option.ts'
import { systemContext } from '../../../core/src/context/system-context.ts'
import { createTenon } from '../../../core/src/create-tenon.ts'
import { findTenant } from '../../../core/src/db/find-tenant.ts'
import { createPostgresDatabase } from '../../support/open-test-database.ts'
import { type Ran, runTenon, temporaryFolder } from '../../support/run-tenon.ts'
import { testConfig } from '../../support/test-config.ts'
import { writeFleet } from '../plugins/fleet-plugin.ts'

const { folder: root, remove } = temporaryFolder()
afterAll(remove)

const MANIFEST = { id: 'fleet', host: '^0.1.0', label: { en: 'Fleet' } }
function version(number: string, label: string, hooks?: string) {
  const vehicle = {
    ...{ type: 'object', name: 'vehicle', label: { en: label }, pluralLabel: { en: 'Vehicles' }, titleField: 'vin' },
    properties: { vin: { fieldType: 'text', label: { en: 'VIN' } } },
  }
  const files = { 'entities/vehicle.schema.json': vehicle, 'hooks.ts': hooks }
  return writeFleet(join(root, number), { ...MANIFEST, version: number }, files)
}
const ONE = version('1.0.0', 'Vehicle')
const MIGRATES = `import { definePlugin, eachRecord } from '@tenon/sdk/plugin'
export const plugin = definePlugin({ migrations: { vehicle: eachRecord(({ values }) => ({ vin: values.vin + '!' })) } })`
const TWO = version('2.0.0', 'Car', MIGRATES)

const PATH = '/entities/vehicle/label/en'
const CONFLICT: EditConflict = {
  path: PATH,
  kind: 'changed',
  from: 'plugin',
  base: 'Vehicle',
  mine: 'Wagon',
  theirs: 'Car',
}

test('who sits at a terminal is asked for each conflict with both values; elsewhere the edits stay', async () => {
  const [input, output] = [new PassThrough(), new PassThrough()]
  input.end('p\n')
  expect(await askEdits([CONFLICT], { input, output })).toEqual({ [PATH]: 'theirs' })
  output.end()
  expect(await text(output)).toContain(`${PATH}: yours "Wagon", the plugin's "Car". Yours or the plugin’s? [Y/p]`)
  expect(await answerEdits({}, [CONFLICT])).toEqual({ choices: {}, otherwise: 'mine' })
  expect(await answerEdits({ edits: 'ask', take: [PATH] }, [])).toEqual({
    choices: { [PATH]: 'theirs' },
    otherwise: 'ask',
  })
  const terminal = (reply: string) => {
    const [stdin, stdout] = [new PassThrough(), new PassThrough()].map((one) => Object.assign(one, { isTTY: true }))
    if (stdin === undefined || stdout === undefined) throw new Error('two streams')
    stdin.end(reply)
    return { stdin, stdout }
  }
  for (const answers of [{}, { edits: 'ask' }]) {
    expect((await answerEdits(answers, [CONFLICT], terminal('p\n'))).choices).toEqual({ [PATH]: 'theirs' })
  }
  expect((await answerEdits({ edits: 'keep' }, [CONFLICT], terminal('p\n'))).choices).toEqual({})
  await expect(answerEdits({ edits: 'both' }, [])).rejects.toThrow(
    "'both' is not known; expected one of keep, take, ask",
  )
})

describe('upgrading and removing a plugin from the command line', () => {
  const env: Record<string, string> = { TENON_FOLDER: join(root, 'data') }
  const plugin = (args: string[]): Promise<Ran> => runTenon(['plugin', ...args, '--tenant', 'acme'], env)

  beforeAll(async () => {
    env['DATABASE_URL'] = await createPostgresDatabase()
    await runTenon(['tenant', 'create', 'acme'], env)
    await plugin(['install', ONE])
    const config = await testConfig('pglite')
    const tenon = await createTenon({
      ...config,
      database: { kind: 'postgres', url: env['DATABASE_URL'] ?? '', poolSize: 5 },
    })
    const ctx = systemContext(await findTenant(tenon.database, 'acme'))
    const edits = { entities: { vehicle: { label: { en: 'Wagon' } } } }
    const { revision } = await tenon.services.model.saveDraft(ctx, { edits, revision: 0 })
    await tenon.services.model.publish(ctx, { revision })
    await tenon.services.records.create(ctx, { entity: 'vehicle', values: { vin: 'V1' } })
    await tenon.close()
  }, 120_000)

  test('a dry run says what would happen, and nothing does', async () => {
    const { code, output } = await plugin(['upgrade', TWO, '--dry-run'])
    expect(code).toBe(0)
    expect(output).toContain(`${PATH}: yours "Wagon", the plugin's "Car"`)
    expect(output).toMatch(/Records of vehicle, by fleet: 1 of 1 .*\n {2}V1: vin: "V1" → "V1!"/)
    expect((await plugin(['list'])).output).toContain('1.0.0')
  }, 60_000)

  test('an upgrade refuses where it is told to ask, and says what became of each edit where it goes on', async () => {
    const refused = await plugin(['upgrade', TWO, '--edits', 'ask'])
    expect([refused.code, refused.output]).toEqual([
      1,
      expect.stringContaining('Choose with --keep <path> or --take <path>'),
    ])
    const upgraded = await plugin(['upgrade', TWO])
    expect(upgraded.output).toContain(`${PATH}: yours "Wagon", the plugin's "Car" → yours stays`)
    expect(upgraded.output).toContain("Upgraded in 'acme': fleet 1.0.0 → 2.0.0")
  }, 60_000)

  test('a purge wants the id once more, and the records can be written to a new file first', async () => {
    const out = join(root, 'fleet.jsonl')
    const unsure = await plugin(['remove', 'fleet', '--data', 'purge', '--consent'])
    expect([unsure.code, unsure.output]).toEqual([1, expect.stringContaining('--confirm fleet')])
    expect((await plugin(['remove', 'fleet', '--data', 'burn'])).output).toContain(
      'expected one of keep, archive, purge',
    )
    const gone = await plugin([
      'remove',
      'fleet',
      '--data',
      'purge',
      '--confirm',
      'fleet',
      '--consent',
      '--export',
      out,
    ])
    expect([gone.code, gone.output]).toEqual([0, expect.stringContaining("Removed from 'acme': fleet")])
    expect(readFileSync(out, 'utf8')).toContain('"vin":"V1!"')
    const again = await plugin(['export', 'fleet', '--out', out])
    expect([again.code, again.output]).toEqual([1, expect.stringContaining("'fleet' is not installed")])
  }, 60_000)
})

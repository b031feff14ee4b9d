import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { askGrants } from '../../../core/src/cli/grant-option.ts'
import { createTenon } from '../../../core/src/create-tenon.ts'
import { makeSigningKey } from '../../../core/src/plugins/plugin-signature.ts'
import { createPostgresDatabase } from '../../support/open-test-database.ts'
import { type Ran, runTenon, temporaryFolder } from '../../support/run-tenon.ts'
import { testConfig } from '../../support/test-config.ts'
import { FLEET_1, FLEET_2, packFolder, writeFleet, writeIndex } from '../plugins/fleet-plugin.ts'

const { folder: root, remove } = temporaryFolder()
const shelf = join(root, 'shelf')
const V1 = writeFleet(join(root, 'one'), FLEET_1)
const V2 = writeFleet(join(root, 'two'), FLEET_2)

beforeAll(async () => {
  const maker = await createTenon(await testConfig('pglite'))
  await packFolder(maker, V2, { into: shelf, key: makeSigningKey().privateKey })
  await writeIndex(shelf)
  await maker.close()
}, 60_000)
afterAll(remove)

describe('administering plugins from the command line', () => {
  const env: Record<string, string> = { TENON_FOLDER: join(root, 'data'), TENON_CATALOGUE: shelf }
  const plugin = (args: string[], stdin?: string): Promise<Ran> =>
    runTenon(['plugin', ...args, '--tenant', 'acme'], env, stdin)

  beforeAll(async () => {
    env['DATABASE_URL'] = await createPostgresDatabase()
    await runTenon(['tenant', 'create', 'acme'], env)
  }, 60_000)

  test('an install needs an answer to each capability, and lists what is newer in the catalogue', async () => {
    const silent = await plugin(['install', V1])
    expect(silent.code).toBe(1)
    expect(silent.output).toMatch(/entity:vehicle:read: Looks at vehicles\.\n.*http:api\.fleet\.example: Asks/)
    expect(silent.output).toContain('Answer with --grant all, --grant none, or --grant and those you agree to.')
    const strange = await plugin(['install', V1, '--grant', 'entity:vehicle:raed'])
    expect(strange.output).toContain(
      "none of the plugins asks for 'entity:vehicle:raed'; did you mean 'entity:vehicle:read'",
    )
    const installed = await plugin(['install', V1, '--grant', 'entity:vehicle:read'])
    expect(installed.output).toContain("Installed in 'acme': fleet 1.0.0")
    const listed = await plugin(['list'])
    expect(listed.output).toMatch(/fleet +1\.0\.0 \(1\.1\.0 is available\) +Fleet +its code may: entity:vehicle:read\n/)
  }, 120_000)

  test('settings are shown and changed by name, and secrets set from standard input and never shown', async () => {
    const first = await plugin(['settings', 'fleet'])
    expect(first.output).toMatch(/rate = "7\.50" +Rate\nlimit = 3 .*! Region: a value is needed/s)
    expect(first.code).toBe(1)
    const set = await plugin(['settings', 'fleet', '--set', 'limit=20', '--set', 'region=north', '--set', 'note=42'])
    expect([set.code, set.output]).toEqual([0, expect.stringMatching(/limit = 20 .*region = "north" .*note = •••/s)])
    const refused = await plugin(['settings', 'fleet', '--set', 'limit=0'])
    expect([refused.code, refused.output]).toEqual([1, expect.stringContaining("Limit: '0' is too small")])
    expect((await plugin(['settings', 'fleet', '--set', 'limit='])).output).toContain('limit = 3')
    const secret = await plugin(['secret', 'set', 'fleet', 'token'], 's3cret-value\n')
    expect(secret.output).toBe("'token' of fleet is set in 'acme'.\n")
    const secrets = await plugin(['secret', 'list', 'fleet'])
    expect(secrets.output).toMatch(/^token {2}set \S+ by system {2}Access token, for api\.fleet\.example\n$/)
    expect((await plugin(['secret', 'clear', 'fleet', 'token'])).output).toContain('is not set')
  }, 120_000)

  test('a task or a webhook that is not there is told so, with what there is, and nothing of the inside', async () => {
    const retried = await plugin(['tasks', '--retry', 'x'])
    expect([retried.code, retried.output]).toEqual([
      1,
      "tenon plugin tasks: There is no task 'x': 'tenon plugin tasks' lists them, each beginning with its id.\n",
    ])
    const rotated = await plugin(['webhooks', '--rotate', 'fleet'])
    expect([rotated.code, rotated.output]).toEqual([
      1,
      "tenon plugin webhooks: --rotate: there is no webhook 'fleet'; there is none.\n",
    ])
    const ranged = await plugin(['upgrade', 'fleet@newest', '--allow-unsigned'])
    expect(ranged.output).toContain(
      "'newest' is no range of versions of 'fleet'; expected one such as 1.2.0, ^1.2.0 or *.",
    )
    const astray = await plugin(['upgrade', 'fleet@1', '--catalogue', join(root, 'nowhere')])
    expect(astray.output).toContain(
      "index.json cannot be read: it does not exist; 'tenon plugin catalogue build <folder>'",
    )
    const { output } = await runTenon(['plugin', 'install', 'fleet@1', '--tenant', 'acme'], {
      ...env,
      TENON_CATALOGUE: '',
    })
    expect(output).toContain("'fleet@1' is looked up in a catalogue: name one with --catalogue, or in TENON_CATALOGUE.")
  }, 120_000)

  test('a mistake in the options is told without what is not about it', async () => {
    const { code, output } = await plugin(['install', V1, '--dry-run'])
    expect([code, output]).toEqual([
      2,
      "tenon plugin install: Unknown option '--dry-run'; --help lists those that there are.\n",
    ])
  }, 60_000)

  test('an upgrade keeps what was granted, and takes what is new by an answer', async () => {
    const silent = await plugin(['upgrade', 'fleet', '--allow-unsigned'])
    expect(silent.output).toContain('entity:vehicle:write: Books services.')
    expect(silent.output).not.toContain('http:api')
    const upgraded = await plugin(['upgrade', 'fleet', '--allow-unsigned', '--grant', 'all'])
    expect(upgraded.output).toContain("Upgraded in 'acme': fleet 1.0.0 → 1.1.0")
    const again = await plugin(['upgrade', 'fleet', '--allow-unsigned'])
    expect(again.output).toContain("Installed again, in the version that was there, in 'acme': fleet 1.1.0\n")
    expect(again.output).not.toContain('→')
    const back = await plugin(['install', V1])
    expect(back.output).toMatch(
      /is older than 1\.1\.0.*going back must be asked for\n {2}Ask for it with --allow-downgrade\.\n/,
    )
    expect((await plugin(['list'])).output).toMatch(
      /fleet +1\.1\.0 +Fleet +its code may: entity:vehicle:read entity:vehicle:write\n/,
    )
  }, 60_000)
})

test('at a terminal each capability is asked about with its reason, and whatever is not yes is no', async () => {
  const [input, output] = [new PassThrough(), new PassThrough()]
  const asked = [{ plugin: 'fleet', label: { en: 'Fleet' }, capabilities: [...FLEET_2.capabilities] }]
  const answers = ['y', '', 'Yes']
  let said = ''
  output.on('data', (chunk: Buffer) => {
    said += chunk.toString()
    if (/\[y\/N\] $/.test(chunk.toString())) input.write(`${answers.shift()}\n`)
  })
  const agreed = await askGrants(asked, { input, output })
  expect(agreed).toEqual({ fleet: ['entity:vehicle:read', 'entity:vehicle:write'] })
  expect(said).toContain('  http:api.fleet.example: Asks the fleet service. Grant it? [y/N]')
  output.end()
  await text(output).catch(() => undefined)
})

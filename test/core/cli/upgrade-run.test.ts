import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { systemContext } from '../../../core/src/context/system-context.ts'
import { createTenon, type Tenon } from '../../../core/src/create-tenon.ts'
import { holdCopying } from '../../support/hold-copying.ts'
import { createPostgresDatabase } from '../../support/open-test-database.ts'
import { runTenon, temporaryFolder } from '../../support/run-tenon.ts'
import { killStartedProcesses, startProcess } from '../../support/start-process.ts'
import { testConfig } from '../../support/test-config.ts'
import { writeFleet } from '../plugins/fleet-plugin.ts'

const ROWS = 10_500
const SLOW = 120_000
const { folder: root, remove } = temporaryFolder()
let env: Record<string, string>
let tenon: Tenon
let letGo: () => void = () => undefined

function version(number: string, miles: string): string {
  const vehicle = { type: 'object', name: 'vehicle', label: { en: 'Vehicle' }, pluralLabel: { en: 'Vehicles' } }
  const properties = {
    vin: { fieldType: 'text', label: { en: 'VIN' } },
    miles: { fieldType: miles, label: { en: 'Miles' } },
  }
  return writeFleet(
    join(root, number),
    { id: 'fleet', version: number, label: { en: 'Fleet' }, host: '^0.1.0' },
    { 'entities/vehicle.schema.json': { ...vehicle, titleField: 'vin', properties }, 'hooks.ts': undefined },
  )
}

const ONE = version('1.0.0', 'integer')
const TWO = version('2.0.0', 'text')

beforeAll(async () => {
  const url = await createPostgresDatabase()
  env = { DATABASE_URL: url, TENON_FOLDER: join(root, 'data'), TENON_LOG_LEVEL: 'silent' }
  tenon = await createTenon({ ...(await testConfig('postgres')), database: { kind: 'postgres', url, poolSize: 5 } })
}, SLOW)
afterEach(() => {
  letGo()
  killStartedProcesses()
})
afterAll(async () => {
  await tenon?.close()
  remove()
})

/** A tenant with the first version and so many vehicles that another type of a field takes long; it stands at a row. */
async function prepare(slug: string) {
  const ctx = systemContext(await tenon.createTenant({ slug, name: slug }))
  const { schema } = ctx.tenant
  await tenon.installPlugins(ctx, [await tenon.loadPluginFolder(ONE)])
  await sql`insert into ${sql.id(schema, 'vehicle')} (id, vin, miles)
    select ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'V' || n, n
    from generate_series(1, ${ROWS}::int) n`.execute(tenon.database.control)
  letGo = await holdCopying(tenon.database, { schema, table: 'vehicle', row: sql`old.vin = 'V9000'` })
  const installed = async () => (await tenon.services.plugins.list(ctx)).map((plugin) => plugin.version)
  return { ctx, installed, upgrade: ['plugin', 'upgrade', TWO, '--tenant', slug] }
}

test(
  'tenon plugin upgrade shows how far it is, waits until the end, and says how to go on where it is interrupted',
  async () => {
    const { installed, upgrade } = await prepare('shown')
    const first = startProcess(upgrade, env)
    await first.printed(/running: [1-9]\d* of 10500 rows \(fleet 1\.0\.0 → 2\.0\.0\)/)
    const again = await runTenon(upgrade, env)
    expect(again.code).toBe(1)
    expect(again.output).toContain('An upgrade of plugins is under way (fleet 1.0.0 → 2.0.0) and not done yet')
    const listed = await runTenon(['plugin', 'list', '--tenant', 'shown'], env)
    expect(listed.output).toMatch(
      /fleet\s+1\.0\.0.*\nUnder way: running: \d+ of 10500 rows \(fleet 1\.0\.0 → 2\.0\.0\)/,
    )
    first.child.kill('SIGINT')
    letGo()
    expect(await first.ended()).toBe(1)
    expect(first.output()).toMatch(/nothing is lost.*tenon model run --tenant shown/)
    expect(await installed()).toEqual(['1.0.0'])
    const last = await runTenon(['model', 'run', '--tenant', 'shown'], env)
    expect(last).toMatchObject({ code: 0, output: expect.stringMatching(/Version 2 is published\.\n$/) })
    expect(await installed()).toEqual(['2.0.0'])
    const none = await runTenon(['model', 'run', '--tenant', 'shown'], env)
    expect(none).toEqual({ code: 0, output: "Nothing is being published in 'shown'.\n" })
  },
  SLOW,
)

test(
  'tenon model run pauses, resumes and cancels it, and the upgrade’s own command tells how it ended',
  async () => {
    const { installed, upgrade } = await prepare('stopped')
    const run = (...more: string[]) => runTenon(['model', 'run', '--tenant', 'stopped', ...more], env)
    const upgrading = startProcess(upgrade, env)
    await upgrading.printed(/running: [1-9]/)
    expect(await run('--pause', '--cancel')).toMatchObject({ code: 2 })
    expect(await run('--pause')).toMatchObject({ code: 0, output: expect.stringMatching(/^paused: \d+ of 10500 rows/) })
    await upgrading.printed(/paused: /)
    expect(await run()).toMatchObject({ code: 0, output: expect.stringMatching(/^paused: /) })
    expect(await run('--cancel')).toMatchObject({ code: 0, output: expect.stringMatching(/^cancelled: /) })
    letGo()
    expect(await upgrading.ended()).toBe(1)
    expect(upgrading.output()).toContain(
      'The publish was cancelled; fleet 1.0.0 → 2.0.0 did not come; all is as it was.',
    )
    expect(await installed()).toEqual(['1.0.0'])
    expect(await run('--resume')).toMatchObject({ code: 1 })
    // And done to its end by the command alone.
    const done = await runTenon(upgrade, env)
    expect(done).toMatchObject({
      code: 0,
      output: expect.stringContaining("Upgraded in 'stopped': fleet 1.0.0 → 2.0.0"),
    })
    expect(await installed()).toEqual(['2.0.0'])
  },
  SLOW,
)

import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { entityFile, hooksFile, manifest, type PluginFiles } from '../support/open-plugin-tenant.ts'
import { createPostgresDatabase } from '../support/open-test-database.ts'
import { runTenon, temporaryFolder } from '../support/run-tenon.ts'
import { killStartedProcesses, startProcess } from '../support/start-process.ts'

const ROWS = 8_000
const SLOW = 180_000
const { folder: root, remove } = temporaryFolder()

const shop = (factor: number): PluginFiles => ({
  'plugin.json': manifest('shop', { version: `1.${factor}.0` }),
  'entities/order.schema.json': entityFile('order', {
    quantity: { fieldType: 'integer' },
    total: { fieldType: 'integer', computedBy: 'total' },
  }),
  'hooks.ts': hooksFile(`{ computed: { total: eachRecord(({ values }) => values.quantity * ${factor}) } }`),
})

function write(name: string, files: PluginFiles): string {
  const folder = join(root, name)
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), typeof content === 'string' ? content : JSON.stringify(content))
  }
  return folder
}

describe('a recalculation that is killed with -9', () => {
  let env: Record<string, string> = {}
  let client: pg.Client
  beforeAll(async () => {
    env = { DATABASE_URL: await createPostgresDatabase(), TENON_FOLDER: join(root, 'data'), TENON_LOG_LEVEL: 'info' }
    client = new pg.Client({ connectionString: env['DATABASE_URL'] })
    await client.connect()
    expect(await runTenon(['tenant', 'create', 'acme'], env)).toMatchObject({ code: 0 })
    expect(await runTenon(['plugin', 'install', write('one', shop(2)), '--tenant', 'acme'], env)).toMatchObject({
      code: 0,
    })
    await client.query(`insert into t_acme."order" (id, name, quantity)
      select gen_random_uuid(), 'order', n from generate_series(1, ${ROWS}) n`)
  }, SLOW)
  afterEach(killStartedProcesses)
  afterAll(async () => {
    await client?.end()
    remove()
  })

  const count = async (where: string) =>
    (await client.query(`select count(*)::int as count from t_acme."order" where ${where}`)).rows[0].count as number
  const serve = async () => startProcess(['serve'], { ...env, TENON_PORT: String(await freePort()) })
  const until = async (done: () => Promise<boolean>) => {
    while (!(await done())) await new Promise((resolve) => setTimeout(resolve, 20))
  }

  test(
    'goes on where it was, and in the end every record has its value once',
    async () => {
      const first = await serve()
      await until(async () => (await count('total is not null')) > 1_000)
      await first.kill('SIGKILL')
      const done = await count('total is not null')
      expect(done).toBeLessThan(ROWS)
      // Those that are done are not done again.
      await client.query(
        'create table untouched as select id, xmin::text as made_by from t_acme."order" where total is not null',
      )
      const second = await serve()
      await until(async () => (await count('total is null')) === 0)
      expect(await count('total <> quantity * 2 or version <> 1')).toBe(0)
      const { rows } = await client.query(`select count(*)::int as count from untouched u
      join t_acme."order" o on o.id = u.id where o.xmin::text <> u.made_by`)
      expect(rows[0].count).toBe(0)
      await second.printed('computed fields were recalculated')
      expect(second.output()).toContain('recalculating computed fields')
      expect((await client.query('select count(*)::int as count from t_acme._outbox')).rows[0].count).toBe(0)
    },
    SLOW,
  )

  test(
    'after an upgrade goes on with the new code, while the server runs',
    async () => {
      const server = await serve()
      const upgrade = ['plugin', 'upgrade', write('two', shop(3)), '--tenant', 'acme']
      expect(await runTenon(upgrade, env)).toMatchObject({ code: 0 })
      await until(async () => (await count('total = quantity * 3')) > 1_000)
      await server.kill('SIGKILL')
      expect(await count('total = quantity * 2')).toBeGreaterThan(0)
      await serve()
      await until(async () => (await count('total = quantity * 3')) === ROWS)
      expect(await count('version <> 1')).toBe(0)
    },
    SLOW,
  )
})

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

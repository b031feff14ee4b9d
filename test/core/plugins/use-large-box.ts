import type { PublishRun } from '@tenon/sdk/contract/publish-run'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { systemContext } from '../../../core/src/context/system-context.ts'
import type { Tenon } from '../../../core/src/create-tenon.ts'
import { holdCopying, isHeld } from '../../support/hold-copying.ts'
import {
  entityFile,
  hooksFile,
  manifest,
  openPluginTenant,
  type PluginFiles,
  type PluginTenant,
} from '../../support/open-plugin-tenant.ts'

export const ROWS = 20_000
/** Just as many as make a table large. */
const FEWER_ROWS = 10_500
/** The copy of rows goes by ids: it stands at this row for as long as the test wants. */
export const HELD = 9_000
export const PATIENCE = { timeout: 60_000, interval: 20 }
export const OPTIONS = { grants: { box: ['entity:box:read', 'entity:box:write'] } }

interface Version {
  version: string
  /** Type of the field `n`. */
  n: string
  /** Members of the definition besides the rule that notes the version of the code. */
  hooks?: string
  help?: string
}

/** A plugin whose code writes its version into each record that is created. */
export function box({ version, n, hooks = '', help = 'How many.' }: Version): PluginFiles {
  const capability = (right: string) => ({ capability: `entity:box:${right}`, reason: { en: 'Boxes.' } })
  const capabilities = [capability('read'), capability('write')]
  const fields = { n: { fieldType: n, help: { en: help } }, by: { fieldType: 'text' } }
  return {
    'plugin.json': manifest('box', { version, capabilities }),
    'entities/box.schema.json': entityFile('box', fields),
    'hooks.ts': hooksFile(`{ ${hooks} entities: { box: { beforeCreate: eachRecord(() => ({ by: '${version}' })) } } }`),
  }
}

const ONE = box({ version: '1.0.0', n: 'integer' })

/** For a `describe`: Tenon on PostgreSQL with a new tenant for each test. */
export function useLargeBox() {
  let bench: PluginTenant
  let tenon: Tenon
  let ctx: RequestContext
  let admin: RequestContext
  let letGo: () => void = () => undefined
  let count = 0

  beforeAll(async () => {
    bench = await openPluginTenant('postgres')
    tenon = bench.tenon
  }, 120_000)
  afterAll(() => bench?.close())
  beforeEach(async () => {
    count += 1
    ctx = systemContext(await tenon.createTenant({ slug: `box-${count}`, name: 'Boxes' }))
    admin = { ...ctx, actor: { kind: 'user', id: 'u1', name: 'Ada', roles: ['admin'] } }
  })
  afterEach(() => {
    letGo()
    letGo = () => undefined
  })

  const db = () => tenon.database.tenant(ctx.tenant.schema)
  const table = () => sql.id(ctx.tenant.schema, 'box')

  /** The first version with many boxes: row n holds n, in the order of ids. */
  async function prepare({ first = ONE, rows = FEWER_ROWS } = {}): Promise<void> {
    await tenon.installPlugins(admin, [await bench.load(first)], OPTIONS)
    await sql`insert into ${table()} (id, name, n)
      select ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'B' || n, n
      from generate_series(1, ${rows}::int) n`.execute(db())
  }

  /** Keeps the copying from going past a row until `letGo`. */
  async function holdRow(): Promise<void> {
    const row = sql`old.name = ${sql.lit(`B${HELD}`)}`
    letGo = await holdCopying(tenon.database, { schema: ctx.tenant.schema, table: 'box', row })
  }

  /** Lets them past that row, and holds up whoever comes to it next. */
  async function letGoOnce(): Promise<void> {
    // Whoever waits for the lock already gets it first.
    const holding = holdRow()
    await new Promise((resolve) => setTimeout(resolve, 100))
    letGo()
    await holding
  }

  const upgrade = async (files: PluginFiles, options: object = OPTIONS) =>
    tenon.installPlugins(admin, [await bench.load(files)], options)

  /** Begins an upgrade and waits until it stands at the row that is held. */
  async function beginAndStand(files: PluginFiles, options?: object): Promise<PublishRun> {
    await holdRow()
    const outcome = await upgrade(files, options)
    if (outcome.version !== null) throw new Error('The upgrade was done at once')
    await expect.poll(() => isHeld(tenon.database), PATIENCE).toBe(true)
    return outcome.run
  }

  const readRun = async () => (await tenon.services.model.publishRun(ctx)) as PublishRun
  const until = (accepts: (run: PublishRun) => boolean) =>
    expect.poll(async () => accepts(await readRun()), PATIENCE).toBe(true)
  const ended = () => until(({ status }) => ['done', 'failed', 'cancelled'].includes(status))
  const create = (values: { name: string; n: string | number }) =>
    tenon.services.records.create(ctx, { entity: 'box', values })

  const find = async (field: string, value: string | number) =>
    (await tenon.services.records.find(ctx, { entity: 'box', where: { field, op: 'eq', value } })).records

  /** What people and code work with. */
  async function inForce() {
    const [plugin] = await tenon.services.plugins.list(ctx)
    const { version, entities } = await tenon.services.model.view(ctx)
    const type = entities['box']?.properties['n']?.fieldType
    return { plugin: plugin?.version, version, type }
  }

  /** All that an upgrade that did not come through must have left alone. */
  async function untouched() {
    const installed = await db().selectFrom('_plugin').selectAll().execute()
    const { rows: columns } = await sql`select attname, format_type(atttypid, atttypmod) from pg_attribute
      where attrelid = ${`${ctx.tenant.schema}.box`}::regclass and attnum > 0 and not attisdropped order by attnum`.execute(
      db(),
    )
    const { rows: triggers } = await sql`select proname from pg_proc
      where pronamespace = ${ctx.tenant.schema}::regnamespace and not starts_with(proname, '_search_') and not starts_with(proname, '_match_')`.execute(
      db(),
    )
    const tasks = await db().selectFrom('_plugin_task').select(['name', 'status']).execute()
    return { installed, columns, triggers, tasks, ...(await inForce()) }
  }

  const audited = async () => {
    const query = db().selectFrom('_audit').select(['action', 'actor']).where('entity', '=', 'plugin').orderBy('id')
    return (await query.execute()).map(({ action, actor }) => `${action} ${actor}`)
  }

  return {
    get tenon() {
      return tenon
    },
    /** Of the system, and of an admin. */
    get ctx() {
      return ctx
    },
    get admin() {
      return admin
    },
    get table() {
      return table()
    },
    load: (files: PluginFiles) => bench.load(files),
    letGo: () => letGo(),
    ...{
      db,
      prepare,
      upgrade,
      beginAndStand,
      letGoOnce,
      readRun,
      until,
      ended,
      create,
      find,
      inForce,
      untouched,
      audited,
    },
  }
}

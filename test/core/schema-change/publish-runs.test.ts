import type { PublishRun } from '@tenon/sdk/contract/publish-run'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import type { Database } from '../../../core/src/db/database.ts'
import { relocateRecords } from '../../../core/src/records/relocate-records.ts'
import { makePublishRuns, type PublishRuns } from '../../../core/src/schema-change/publish-runs.ts'
import { sweepLeftovers } from '../../../core/src/schema-change/remove-leftovers.ts'
import { makeStartPublish } from '../../../core/src/schema-change/start-publish.ts'
import { DATABASE_KINDS, openTestDatabase } from '../../support/open-test-database.ts'
import { entity, field } from '../model/sample-model.ts'
import { columnsInCatalog, columnsInModel } from './catalog-of.ts'
import { compiled, documentOf, openPublishingTenant } from './publishing-tenant.ts'
import { NO_INSTALLS } from './start-publishing.ts'

const TEXT = { entities: [entity('box', { n: field('text') })] }
const NUMBER = { entities: [entity('box', { n: field('integer', { indexed: true }) })] }
const OTHER = { entities: [entity('box', { n: field('text'), other: field('text') })] }
const ROWS = 3_000

describe.each(DATABASE_KINDS)('a publish that takes long on %s', (kind) => {
  let database: Database
  const opened: PublishRuns[] = []
  beforeAll(async () => {
    database = await openTestDatabase(kind)
  })
  afterAll(async () => {
    for (const runs of opened) await runs.close()
    await database.close()
  })

  async function openLargeTable(rows = ROWS) {
    const tenant = await openPublishingTenant(database, { smallTableRows: 100 })
    await tenant.publish(TEXT)
    await tenant.query(sql`insert into ${sql.id(tenant.schema, 'box')} (id, name, n)
      select gen_random_uuid(), n, n from generate_series(1, ${rows}::int) n`)
    return { ...tenant, ...openProcess(tenant.ctx) }
  }

  /** What one server process holds. */
  function openProcess(ctx: RequestContext) {
    const errors: unknown[] = []
    const requireAdmin = ({ actor }: RequestContext) => {
      if (actor.kind !== 'system') throw new TenonError({ code: 'FORBIDDEN', message: 'Admins only.' })
    }
    const dependencies = {
      database,
      models: { invalidate: () => undefined },
      relocate: relocateRecords,
      smallTableRows: 100,
    }
    const own = { installs: NO_INSTALLS, requireAdmin }
    const runs = makePublishRuns({ ...dependencies, ...own, onError: (error) => errors.push(error) })
    opened.push(runs)
    const startPublish = makeStartPublish({ ...dependencies, runs })
    const input = { edits: {}, baseVersion: 1, packages: [], draftRevision: null, consent: true }
    const begin = (parts: typeof TEXT) => startPublish(ctx, { ...input, document: documentOf(parts) })
    const until = (accepts: (run: PublishRun) => boolean) =>
      expect
        .poll(async () => accepts((await runs.read(ctx)) as PublishRun), { timeout: 30_000, interval: 5 })
        .toBe(true)
    return { runs, errors, begin, until }
  }

  test('runs by itself, tells how far it is, and brings the new version into force', async () => {
    const { begin, until, runs, ctx, errors, ...tenant } = await openLargeTable()
    const outcome = await begin(NUMBER)
    expect(outcome).toMatchObject({ version: null, run: { status: 'running', baseVersion: 1, version: null } })
    await until(({ rows }) => rows.done > 0)
    await until(({ status }) => status === 'done')
    expect(await runs.read(ctx)).toMatchObject({ version: 2, rows: { done: ROWS, total: ROWS }, error: null })
    expect(await tenant.currentVersion()).toBe(2)
    expect(await columnsInCatalog(tenant)).toEqual(columnsInModel(compiled(NUMBER)))
    expect(await numbersOf(tenant)).toEqual({ count: ROWS, sum: (ROWS * (ROWS + 1)) / 2 })
    expect(errors).toEqual([])
  })

  test('it tells that all rows are done where the last page it copied was a full one', async () => {
    // The pages are of 100 rows and then, as that was quick, of 200.
    const { begin, until, runs, ctx } = await openLargeTable(300)
    await begin(NUMBER)
    await until(({ status }) => status === 'done')
    expect(await runs.read(ctx)).toMatchObject({ rows: { done: 300, total: 300 } })
  })

  test('nobody who wants to publish something else waits for it', async () => {
    const { begin, until, ctx, runs, ...tenant } = await openLargeTable()
    await begin(NUMBER)
    await until(({ rows }) => rows.done > 0)
    await expect(tenant.publish(OTHER)).rejects.toMatchObject({ code: 'CONFLICT' })
    await expect(begin(OTHER)).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(await runs.read(ctx)).toMatchObject({ status: 'running' })
    await until(({ status }) => status === 'done')
  })

  test('a small change is in force at once', async () => {
    const { begin } = await openLargeTable()
    expect(await begin(OTHER)).toEqual({ version: 2 })
  })

  test('paused, it holds up no writers and nothing else is published; resumed in another process, it goes on', async () => {
    const { begin, until, runs, ctx, ...tenant } = await openLargeTable()
    await begin(NUMBER)
    await until(({ rows }) => rows.done > 0)
    const { id } = await pause(runs, ctx)
    // The page that it was at is still written.
    await new Promise((resolve) => setTimeout(resolve, 600))
    const paused = (await runs.read(ctx)) as PublishRun
    await tenant.insert('box', { n: '5000' })
    await tenant.query(sql`update ${sql.id(tenant.schema, 'box')} set n = '-1' where name = '1'`)
    await expect(tenant.publish(OTHER)).rejects.toMatchObject({ code: 'CONFLICT' })
    await expect(begin(OTHER)).rejects.toMatchObject({ code: 'CONFLICT' })
    await sweepLeftovers(database, tenant.schema)
    expect(await runs.read(ctx)).toEqual(paused)
    expect(await tenant.currentVersion()).toBe(1)
    const other = openProcess(ctx)
    expect(await other.runs.resume(ctx, { id })).toMatchObject({ status: 'running' })
    await other.until(({ status }) => status === 'done')
    expect(await numbersOf(tenant)).toEqual({ count: ROWS + 1, sum: (ROWS * (ROWS + 1)) / 2 - 2 + 5_000 })
    await expect(runs.resume(ctx, { id })).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  test.each(['running', 'paused'])('cancelled while %s, it leaves nothing behind', async (status) => {
    const { begin, until, runs, ctx, ...tenant } = await openLargeTable()
    const before = await columnsInCatalog(tenant)
    const outcome = await begin(NUMBER)
    const id = outcome.version === null ? outcome.run.id : ''
    await until(({ rows }) => rows.done > 0)
    if (status === 'paused') await pause(runs, ctx)
    expect(await runs.cancel(ctx, { id })).toMatchObject({ status: 'cancelled' })
    await expect.poll(() => columnsInCatalog(tenant), { timeout: 10_000 }).toEqual(before)
    expect(await tenant.currentVersion()).toBe(1)
    expect(
      await tenant.query(sql`select 1 from pg_proc where pronamespace = ${tenant.schema}::regnamespace
      and not starts_with(proname, '_search_') and not starts_with(proname, '_match_')`),
    ).toEqual([])
    await tenant.publish(OTHER)
    expect(await tenant.currentVersion()).toBe(2)
  })

  test('a process that stops leaves it running, and the next one goes on where it was', async () => {
    const { begin, until, runs, ctx, ...tenant } = await openLargeTable()
    await begin(NUMBER)
    await until(({ rows }) => rows.done > 0)
    await runs.close()
    const stopped = (await runs.read(ctx)) as PublishRun
    expect(stopped).toMatchObject({ status: 'running', version: null })
    const next = openProcess(ctx)
    next.runs.wake(ctx.tenant)
    await next.until(({ status }) => status === 'done')
    expect(await tenant.currentVersion()).toBe(2)
    expect(await numbersOf(tenant)).toMatchObject({ count: ROWS })
  })

  test('values written meanwhile that the new model refuses make it fail with the reason, and the old model stays', async () => {
    const { begin, until, runs, ctx, ...tenant } = await openLargeTable()
    const before = await columnsInCatalog(tenant)
    const required = { entities: [entity('box', { n: field('integer') }, { required: ['n'] })] }
    await begin(required)
    await until(({ rows }) => rows.done > 0)
    const { id } = await pause(runs, ctx)
    await tenant.insert('box', { n: 'not a number' })
    await runs.resume(ctx, { id })
    await until(({ status }) => status === 'failed')
    expect((await runs.read(ctx))?.error).toMatchObject({ code: 'SCHEMA_CHANGE_REFUSED' })
    await expect.poll(() => columnsInCatalog(tenant), { timeout: 10_000 }).toEqual(before)
    expect(await tenant.valuesOf('box', 'n')).toContain('not a number')
  })

  test('only an admin sees or changes it', async () => {
    const { runs, ctx } = await openLargeTable()
    const staff: RequestContext = { ...ctx, actor: { kind: 'user', id: 'u', name: 'Staff', roles: ['sales'] } }
    for (const attempt of [
      runs.read(staff),
      runs.pause(staff, { id: ctx.tenant.id }),
      runs.cancel(staff, { id: '' }),
    ]) {
      await expect(attempt).rejects.toMatchObject({ code: 'FORBIDDEN' })
    }
  })
})

async function pause(runs: PublishRuns, ctx: RequestContext): Promise<PublishRun> {
  const run = await runs.read(ctx)
  return runs.pause(ctx, { id: run?.id ?? '' })
}

type Tenant = Pick<Awaited<ReturnType<typeof openPublishingTenant>>, 'query' | 'schema'>

async function numbersOf({ query, schema }: Tenant) {
  const [row] = await query(
    sql<{
      count: number
      sum: number
    }>`select count(n)::int as count, sum(n)::int as sum from ${sql.id(schema, 'box')}`,
  )
  return row
}

import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../../core/src/db/database.ts'
import { sweepLeftovers } from '../../../core/src/schema-change/remove-leftovers.ts'
import { DATABASE_KINDS, openTestDatabase } from '../../support/open-test-database.ts'
import { entity, field } from '../model/sample-model.ts'
import { columnsInCatalog, columnsInModel, constraintsOf, indexesOf } from './catalog-of.ts'
import { compiled, openPublishingTenant, withFields } from './publishing-tenant.ts'

const BOX = entity('box', { size: field('text'), other: field('text', { id: 'other' }) })
const SHELF = entity('shelf', {})

/** Everything that a large table must not be locked for, and a new table that it refers to. */
const CHANGED = {
  entities: [
    withFields(
      BOX,
      {
        size: field('text', { indexed: true, default: 'medium' }),
        shelf: field('reference', { reference: { entity: 'shelf' } }),
        stars: field('rating', { default: 1 }),
        code: field('text', { unique: true }),
        other: null,
        renamed: field('text', { id: 'other', indexed: true }),
      },
      { required: ['size', 'stars'] },
    ),
    SHELF,
  ],
}

describe.each(DATABASE_KINDS)('large tables on %s', (kind) => {
  let database: Database
  beforeAll(async () => {
    database = await openTestDatabase(kind)
  })
  afterAll(() => database.close())

  /** Any table with a row counts as large. */
  async function withLargeTable() {
    const tenant = await openPublishingTenant(database, { smallTableRows: 0 })
    await tenant.publish({ entities: [BOX] })
    await tenant.insert('box', { size: 'large', other: 'a' })
    await tenant.insert('box', { other: 'b' })
    return tenant
  }

  test('indexes, rules and required values come without holding up writers, and the tables are as planned', async () => {
    const tenant = await withLargeTable()
    const text = (await tenant.plan(CHANGED)).steps.flatMap((step) => step.sql).join(';\n')
    expect(text).toMatch(kind === 'postgres' ? /create index concurrently/ : /create index if not exists/)
    expect(text).toMatch(/is not null\) not valid/)
    expect(text).toMatch(/validate constraint "nn_box_size/)
    expect(text).toMatch(/limit 1000/)
    await tenant.publish(CHANGED)
    expect(await columnsInCatalog(tenant)).toEqual(columnsInModel(compiled(CHANGED)))
    expect(await tenant.valuesOf('box', 'size')).toEqual(['large', 'medium'])
    expect(await tenant.valuesOf('box', 'renamed')).toEqual(['a', 'b'])
    expect(await constraintsOf(tenant, 'box')).toContain('FOREIGN KEY (shelf) REFERENCES shelf(id) ON DELETE RESTRICT')
    expect((await constraintsOf(tenant, 'box')).join()).not.toContain('NOT VALID')
    const indexes = await indexesOf(tenant, 'box')
    expect(indexes).toContain('CREATE INDEX USING btree (renamed, created_at, id)')
    expect(indexes).toContain('CREATE UNIQUE INDEX USING btree (code) WHERE (deleted_at IS NULL)')
    expect((await tenant.plan(CHANGED)).steps).toEqual([])
    expect(await marks(tenant)).toEqual([])
  })

  test('a publish that fails in its last part leaves the old model and its tables, and works when tried again', async () => {
    const tenant = await withLargeTable()
    const before = await columnsInCatalog(tenant)
    const constraints = await constraintsOf(tenant, 'box')
    const failing = tenant.publish(CHANGED, {
      withinTransaction: async () => {
        throw new Error('caller failed')
      },
    })
    await expect(failing).rejects.toThrow('caller failed')
    expect(await tenant.currentVersion()).toBe(1)
    expect(await columnsInCatalog(tenant)).toEqual(before)
    expect(await constraintsOf(tenant, 'box')).toEqual(constraints)
    await tenant.publish(CHANGED)
    expect(await columnsInCatalog(tenant)).toEqual(columnsInModel(compiled(CHANGED)))
  })

  test('what a process that died while publishing has left is used when it is tried again', async () => {
    const tenant = await withLargeTable()
    await dieAfterFirstPart(tenant)
    expect(await tenant.currentVersion()).toBe(1)
    const plan = await tenant.plan(CHANGED)
    expect(plan.steps.flatMap((step) => step.sql).join()).not.toContain('add column')
    await tenant.publish(CHANGED)
    expect(await columnsInCatalog(tenant)).toEqual(columnsInModel(compiled(CHANGED)))
    expect(await marks(tenant)).toEqual([])
  })

  test('what such a process has left is removed by a sweep, or by a publish of something else', async () => {
    const tenant = await withLargeTable()
    const before = [await columnsInCatalog(tenant), await constraintsOf(tenant, 'box'), await indexesOf(tenant, 'box')]
    await dieAfterFirstPart(tenant)
    await sweepLeftovers(database, tenant.schema)
    expect([
      await columnsInCatalog(tenant),
      await constraintsOf(tenant, 'box'),
      await indexesOf(tenant, 'box'),
    ]).toEqual(before)
    await dieAfterFirstPart(tenant)
    const another = { entities: [withFields(BOX, { stars: field('rating', { indexed: true }) })] }
    await tenant.publish(another)
    expect(await columnsInCatalog(tenant)).toEqual(columnsInModel(compiled(another)))
    expect(await marks(tenant)).toEqual([])
  })

  test.runIf(kind === 'postgres')('an index that an interrupted build left invalid is built again', async () => {
    const tenant = await withLargeTable()
    const unique = { entities: [withFields(BOX, { size: field('text', { unique: true }) })] }
    const [statement] = (await tenant.plan(unique)).steps.flatMap((step) => step.sql)
    await tenant.insert('box', { size: 'large' })
    await expect(database.execute(statement ?? '')).rejects.toMatchObject({ code: '23505' })
    expect((await tenant.plan(unique)).blockers[0]?.en).toContain('2 records share')
    await tenant.query(sql`update ${sql.id(tenant.schema, 'box')} set size = null`)
    await tenant.publish(unique)
    expect(await indexesOf(tenant, 'box')).toContain(
      'CREATE UNIQUE INDEX USING btree (size) WHERE (deleted_at IS NULL)',
    )
  })

  type Tenant = Awaited<ReturnType<typeof withLargeTable>>

  /** Runs the first part of the publish and the first statements after it, and no more. */
  async function dieAfterFirstPart(tenant: Tenant): Promise<void> {
    const { preparePublish } = await import('../../../core/src/schema-change/prepare-publish.ts')
    const { runInTransaction, runOnline } = await import('../../../core/src/schema-change/run-statements.ts')
    const { documentOf } = await import('./publishing-tenant.ts')
    const tools = { database, smallTableRows: 0 }
    const source = { db: database.tenant(tenant.schema), document: documentOf(CHANGED) }
    const { statements } = await preparePublish(tools, tenant.ctx, source)
    const inPhase = (phase: string) => statements.filter((statement) => statement.phase === phase)
    await database.transaction(tenant.schema, (trx) => runInTransaction(trx, inPhase('expand')))
    await runOnline({ database, schema: tenant.schema }, inPhase('online').slice(0, 3))
  }

  async function marks(tenant: Tenant): Promise<unknown[]> {
    return tenant.query(sql`
      select d.description from pg_description d join pg_class c on c.oid = d.objoid
      where c.relnamespace = ${tenant.schema}::regnamespace and d.description like 'tenon:%'`)
  }
})

import type { RoleGrants } from '@tenon/sdk/contract/role-grants'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../../core/src/db/database.ts'
import { mergeModel } from '../../../core/src/model/merge-model.ts'
import { planEdits } from '../../../core/src/schema-change/plan-draft.ts'
import { DATABASE_KINDS, openTestDatabase } from '../../support/open-test-database.ts'
import { entity, field, pipeline, pluginPackage } from '../model/sample-model.ts'
import { openPublishingTenant } from './publishing-tenant.ts'

const label = (en: string) => ({ label: { en, 'zh-CN': en } })
const CAR = entity(
  'car',
  { size: field('text', { ...label('Size'), embed: 'public' }), code: field('text', label('Code')) },
  { listFields: ['name', 'size'], sections: [{ label: { en: 'Facts' }, fields: ['size'] }] },
)
const FLOW = { ...pipeline('journey', 'car'), cardFields: ['size'] }
const VIEW = {
  name: 'small',
  entity: 'car',
  label: { en: 'Small cars' },
  where: { field: 'size', op: 'isNull' as const, value: false },
  fields: ['name', 'size'],
}
const PACKAGE = pluginPackage('demo', { entities: [CAR], pipelines: [FLOW], views: [VIEW] })
const ROWS = 40_000

describe.each(DATABASE_KINDS)('the plan of a draft on %s', (kind) => {
  let database: Database
  beforeAll(async () => {
    database = await openTestDatabase(kind)
  })
  afterAll(() => database.close())

  async function openTenant() {
    const tenant = await openPublishingTenant(database)
    await tenant.publishModel(tenant.ctx, {
      document: mergeModel([structuredClone(PACKAGE)], {}),
      edits: {},
      baseVersion: 0,
    })
    const tools = {
      database,
      packages: async () => [structuredClone(PACKAGE)],
      mergeModel,
      requireAdmin: () => undefined,
    }
    const plan = (properties: object, counts: 'estimated' | 'exact' = 'exact', ctx = tenant.ctx) =>
      planEdits(tools, ctx, {
        edits: { entities: { car: { properties: properties as Record<string, unknown> } } },
        counts,
      })
    return { ...tenant, plan }
  }

  test('shows rows before and after, those that lose something first, and what each step takes', async () => {
    const tenant = await openTenant()
    for (let n = 0; n < 30; n++) await tenant.insert('car', { name: `Car ${n}`, size: n < 3 ? 'large' : `${n}` })
    const { steps, counts, needsConsent } = await tenant.plan({ size: { fieldType: 'integer' } })
    const [step] = steps
    expect({ counts, needsConsent }).toEqual({ counts: 'exact', needsConsent: true })
    expect(step).toMatchObject({
      risk: 'destructive',
      lock: 'ACCESS EXCLUSIVE',
      impact: { rows: 30, affected: 30, lost: 3 },
    })
    expect(step?.time.milliseconds).toBeGreaterThan(0)
    expect(step?.samples).toHaveLength(20)
    expect(step?.samples.slice(0, 4).map(({ before, after, lost }) => [before, after, lost])).toEqual([
      ['large', null, true],
      ['large', null, true],
      ['large', null, true],
      [expect.any(String), expect.any(Number), false],
    ])
    expect(step?.samples.every(({ title }) => title?.startsWith('Car '))).toBe(true)
    const removed = await tenant.plan({ size: null })
    expect(removed.steps[0]?.samples[0]).toMatchObject({ before: expect.any(String), after: null, lost: true })
    expect(await tenant.currentVersion()).toBe(1)
  })

  test('names everything that uses a field that changes or goes', async () => {
    const tenant = await openTenant()
    const grants: RoleGrants = { car: { read: 'all', fields: { size: { read: false, write: false } } } }
    await tenant.database
      .tenant(tenant.schema)
      .insertInto('_role')
      .values({ name: 'guest', label: '{"en":"Guest"}', grants: JSON.stringify(grants) })
      .execute()
    const { dependents } = await tenant.plan({ size: { fieldType: 'integer' }, code: { label: { en: 'Number' } } })
    expect(dependents.map(({ kind: of, text, step, breaks }) => [step, of, text.en, breaks])).toEqual([
      [0, 'form', 'Section ‘Facts’ of the form shows it', false],
      [0, 'list', 'The list of car has it as a column', false],
      [0, 'embed', 'Embedded widgets show it to anybody', false],
      [0, 'filter', 'View ‘Small cars’ filters by it', false],
      [0, 'view', 'View ‘Small cars’ shows it', false],
      [0, 'pipeline', 'Pipeline ‘journey’ shows it on its cards', false],
      [0, 'role', 'Role ‘guest’ has rights of its own on it', false],
    ])
    for (const { text } of dependents) expect(text['zh-CN']).toMatch(/[\u4e00-\u9fff]/)
  })

  test('estimates a large table from a share of its rows, close to what counting gives', async () => {
    const tenant = await openTenant()
    const table = sql.id(tenant.schema, 'car')
    await tenant.query(sql`insert into ${table} (id, name, size, code)
      select gen_random_uuid(), n, case when n % 4 = 0 then 'large' else n::text end, (n % 1000)::text
      from generate_series(1, ${ROWS}::int) n`)
    await tenant.query(sql`analyze ${table}`)
    const change = { size: { fieldType: 'integer' }, code: { unique: true } }
    const [estimated, exact] = [await tenant.plan(change, 'estimated'), await tenant.plan(change, 'exact')]
    expect(exact.steps.map(({ impact }) => impact?.rows)).toEqual([ROWS, ROWS])
    expect(exact.steps[0]?.impact?.lost).toBe(ROWS / 4)
    expect(exact.blockers[0]?.en).toContain(`${ROWS} records share`)
    expect(estimated).toMatchObject({ counts: 'estimated', blockers: [], needsConsent: true })
    const [cast, unique] = estimated.steps
    expect(cast?.impact?.lost).toBeGreaterThan(ROWS / 8)
    expect(cast?.impact?.lost).toBeLessThan(ROWS / 2)
    expect(unique?.impact?.affected).toBeGreaterThan(ROWS / 2)
    expect(cast?.samples.length).toBe(20)
  })

  test.runIf(kind === 'postgres')('counting ends in the database when the request is cancelled', async () => {
    const tenant = await openTenant()
    await tenant.query(sql`insert into ${sql.id(tenant.schema, 'car')} (id, name, size)
      select gen_random_uuid(), n, repeat('x', 200) || n from generate_series(1, 100000) n`)
    const controller = new AbortController()
    const planning = tenant.plan({ size: { fieldType: 'dateTime' } }, 'exact', {
      ...tenant.ctx,
      signal: controller.signal,
    })
    setTimeout(() => controller.abort(), 30)
    const started = performance.now()
    await expect(planning).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    expect(performance.now() - started).toBeLessThan(5_000)
    const { rows } = await database.execute(`select count(*)::int as busy from pg_stat_activity
      where state = 'active' and query like '%repeat%' and pid <> pg_backend_pid()`)
    expect(rows).toEqual([{ busy: 0 }])
  })
})

import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../../core/src/db/database.ts'
import { DATABASE_KINDS, openTestDatabase } from '../../support/open-test-database.ts'
import { columnsInCatalog, columnsInModel } from './catalog-of.ts'
import { compiled, openPublishingTenant, type PublishingTenant } from './publishing-tenant.ts'
import { FIRST_STATE, type ModelState, modelOf, modelState } from './random-models.ts'
import { readValues, sampleOf, type Values, writeValue } from './random-rows.ts'

/** Runs per database and size; `TENON_RUNS=1000` for a long look. */
const RUNS = Number(process.env['TENON_RUNS'] ?? 12)
const ROWS = ['a', 'b', 'c', 'd']

/** A model, and then values that people write. */
const step = fc.record({
  model: modelState,
  writes: fc.array(
    fc.record({ row: fc.constantFrom(...ROWS), field: fc.nat(3), sample: fc.nat(20), empty: fc.boolean() }),
    { maxLength: 6 },
  ),
})

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

interface Seen {
  model: ModelState
  values: Values
  /** `row/field` of what is written later on. */
  touched: Set<string>
}

describe.each(DATABASE_KINDS)('versions on %s', (kind) => {
  let database: Database
  beforeAll(async () => {
    database = await openTestDatabase(kind)
  })
  afterAll(() => database.close())

  test.each([10_000, 0])(
    'any of the last 20 can be restored, and every value that nobody has written since is as it was (small tables: %s rows)',
    async (smallTableRows) => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(step, { minLength: 1, maxLength: 6 }),
          fc.array(fc.nat(), { minLength: 1, maxLength: 3 }),
          async (steps, targets) => {
            const tenant = await openPublishingTenant(database, { smallTableRows })
            const seen = await publishAll(tenant, steps)
            const restored: number[] = []
            for (const target of targets) {
              await restore(tenant, seen, { at: target % seen.length, before: restored })
              restored.push(target % seen.length)
            }
          },
        ),
        { numRuns: RUNS, endOnFailure: true },
      )
    },
    RUNS * 30_000,
  )
})

/** All versions with the values that they had in the end; models that the rows stand in the way of are left out. */
async function publishAll(tenant: PublishingTenant, steps: readonly Step[]): Promise<Seen[]> {
  await tenant.publish(modelOf(FIRST_STATE))
  for (const name of ROWS) await tenant.insert('thing', { name })
  const first = ROWS.flatMap((row, at) =>
    [0, 1, 2, 3].map((field) => ({ row, field, sample: at + field, empty: false })),
  )
  const seen: Seen[] = []
  for (const { model, writes } of [{ model: FIRST_STATE, writes: first }, ...steps]) {
    if (!(await publishIfPossible(tenant, model))) continue
    for (const { row, field: at, sample, empty } of writes) {
      const field = model.fields[at]
      if (field?.present !== true || (empty && field.required)) continue
      await writeValue(tenant, { row, field, value: empty ? null : sampleOf(field, sample) })
      for (const version of seen) version.touched.add(`${row}/f${at}`)
    }
    seen.push({ model, values: await readValues(tenant, model), touched: new Set() })
  }
  return seen
}

async function publishIfPossible(tenant: PublishingTenant, model: ModelState): Promise<boolean> {
  const before = await columnsInCatalog(tenant)
  const { blockers } = await tenant.plan(modelOf(model))
  if (blockers.length === 0) {
    await tenant.publish(modelOf(model))
    return true
  }
  await expect(tenant.publish(modelOf(model))).rejects.toMatchObject({ code: 'SCHEMA_CHANGE_REFUSED' })
  expect(await columnsInCatalog(tenant)).toEqual(before)
  return false
}

async function restore(
  tenant: PublishingTenant,
  seen: readonly Seen[],
  { at, before }: { at: number; before: readonly number[] },
): Promise<void> {
  const version = seen[at]
  if (version === undefined) return
  const { model, values, touched } = version
  await tenant.publish(modelOf(model))
  const stages = /^thing\.(pipeline|stage|stage_(entered|due|stale|notice)_at) /
  const left = (lines: string[]) => lines.filter((line) => !stages.test(line))
  expect(left(await columnsInCatalog(tenant))).toEqual(left(columnsInModel(compiled(modelOf(model)))))
  expect((await tenant.plan(modelOf(model))).steps).toEqual([])
  const now = await readValues(tenant, model)
  // Empty values may have got a default on the way.
  const expected = Object.entries(values).flatMap(([row, fields]) =>
    Object.entries(fields)
      .filter(([field, value]) => value !== null && !touched.has(`${row}/${field}`))
      .map(([field, value]) => [row, field, value]),
  )
  for (const [row, field, value] of expected) {
    const told = `${row}/${field}: ${lineOf(seen, field ?? '')}, back to version ${at} after ${before.join()}`
    expect(now[row ?? '']?.[field ?? ''], told).toBe(value)
  }
}

/** What a field was in each version. */
function lineOf(seen: readonly Seen[], field: string): string {
  const states = seen.map(({ model }) => model.fields[Number(field.slice(1))])
  return states.map((state) => `${state?.present ? state.type : '-'}${state?.required ? '!' : ''}`).join(' → ')
}

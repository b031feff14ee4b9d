import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { migrateTenant } from '../../../../core/src/db/migrate-tenant.ts'
import { makeTags } from '../../../../core/src/records/tags/make-tags.ts'
import { compareCatalog } from '../../../../core/src/schema-change/compare-catalog.ts'
import { readCatalog } from '../../../../core/src/schema-change/read-catalog.ts'
import { sweepLeftovers } from '../../../../core/src/schema-change/remove-leftovers.ts'
import { DATABASE_KINDS } from '../../../support/open-test-database.ts'
import { openTestRecords, type TestRecords } from '../open-test-records.ts'

describe.each(DATABASE_KINDS)('a tenant from before there were tags, on %s', (kind) => {
  let tenon: TestRecords
  beforeAll(async () => {
    tenon = await openTestRecords(kind)
  })
  afterAll(() => tenon.close())

  const run = async (text: (schema: ReturnType<typeof sql.id>) => ReturnType<typeof sql>) =>
    (await text(sql.id(tenon.tenant.schema)).execute(tenon.database.tenant(tenon.tenant.schema))).rows
  const drift = () =>
    tenon.database.transaction(tenon.tenant.schema, async (trx) => {
      const catalog = await readCatalog(trx, tenon.tenant.schema)
      return compareCatalog(await tenon.models.get(tenon.tenant), catalog).map(({ kind: what }) => what)
    })

  test('gets the column without a row being touched, and the index at the next start', async () => {
    const { id } = await tenon.createRecord(tenon.system, { entity: 'account', values: { name: 'Old' } })
    await run((schema) => sql`create table ${schema}._parked_1_gone (like ${schema}.account)`)
    for (const table of ['account', 'contact', 'deal', 'task', '_parked_1_gone']) {
      await run((schema) => sql`alter table if exists ${schema}.${sql.id(table)} drop column if exists _tags`)
    }
    await run(
      (schema) => sql`drop table ${schema}._duplicate_pair, ${schema}._duplicate_search, ${schema}._tag,
      ${schema}._erasure_target, ${schema}._erasure_run, ${schema}._legal_hold,
      ${schema}._rollup, ${schema}._rollup_total, ${schema}._rollup_delta`,
    )
    const columns = ['target', 'origin', 'locale', 'worker', 'attempts'].map((name) => sql`drop column ${sql.id(name)}`)
    await run((schema) => sql`alter table ${schema}._bulk_run ${sql.join(columns)}`)
    await run((schema) => sql`alter table ${schema}._bulk_row drop column input`)
    await run((schema) => sql`drop index ${schema}._merge_kept_idx`)
    await run((schema) => sql`delete from ${schema}._migration where name >= '0028'`)
    expect(new Set(await drift())).toEqual(new Set(['missingColumn', 'missingIndex']))
    const file = () =>
      run(
        (schema) => sql`select pg_relation_filenode(${`"${tenon.tenant.schema}".account`}) as node, ctid::text,
      xmin::text from ${schema}.account`,
      )
    const before = await file()

    await migrateTenant(tenon.database, tenon.tenant.schema)
    expect(await file()).toEqual(before)
    expect(new Set(await drift())).toEqual(new Set(['missingIndex']))
    expect(await run((schema) => sql`select _tags from ${schema}._parked_1_gone`)).toEqual([])
    expect(await tenon.getRecord(tenon.system, { entity: 'account', id, fields: ['tags'] })).toMatchObject({
      tags: null,
    })

    await sweepLeftovers(tenon.database, tenon.tenant.schema)
    expect(await drift()).toEqual([])
    expect(await file()).toEqual(before)
    const tag = await makeTags(tenon).create(tenon.system, { name: 'Late' })
    const tagged = { entity: 'account', id, version: 1, values: { tags: [tag.id] } }
    expect(await tenon.updateRecord(tenon.system, tagged)).toMatchObject({ tags: [tag.id] })
  })
})

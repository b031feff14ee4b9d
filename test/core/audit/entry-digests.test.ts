import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contentDigest, factDigest } from '../../../core/src/audit/chain/entry-digests.ts'
import type { Database } from '../../../core/src/db/database.ts'
import { DATABASE_KINDS, openTestDatabase } from '../../support/open-test-database.ts'

describe.each(DATABASE_KINDS)('digests of an audit entry on %s', (kind) => {
  let database: Database
  beforeAll(async () => {
    database = await openTestDatabase(kind)
  })
  afterAll(() => database.close())

  test('are those of one JSON value over what the entry says, by which earlier servers have chained', async () => {
    const text = fc.string({ unit: 'binary' }).map((one) => one.toWellFormed().replaceAll('\0', ''))
    const json = fc
      .dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }))
      .filter((value) => !JSON.stringify(value).includes('u0000'))
    const entry = fc.record({
      ...{ actor: text, action: text, entity: text, request_id: text, reason: fc.option(text) },
      ...{
        id: fc.uuid(),
        record_id: fc.option(fc.uuid()),
        version: fc.option(fc.nat()),
        at: fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('2200-01-01') }),
      },
      ...{ changes: json, details: fc.option(json), origin: fc.option(json) },
    })
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { minLength: 1, maxLength: 20 }), async (entries) => {
        const { rows } = await sql<{ same: boolean }>`
          select ${factDigest('a')} = sha256(convert_to(jsonb_build_array(a.id,
              to_char(a.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), a.actor, a.action, a.entity, a.record_id,
              a.version, a.request_id)::text, 'UTF8'))
            and ${contentDigest('a')} = sha256(convert_to(jsonb_build_array(a.changes, a.reason, a.details,
              a.origin - 'address')::text, 'UTF8')) as same
          from jsonb_to_recordset(${JSON.stringify(entries)}::jsonb) as a(id uuid, at timestamptz, actor text, action text,
            entity text, record_id uuid, version int, request_id text, changes jsonb, reason text, details jsonb, origin jsonb)`.execute(
          database.control,
        )
        expect(rows).toEqual(entries.map(() => ({ same: true })))
      }),
      { numRuns: 50 },
    )
  })
})

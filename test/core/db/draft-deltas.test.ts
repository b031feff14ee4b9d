import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTenant } from '../../../core/src/db/create-tenant.ts'
import type { Database } from '../../../core/src/db/database.ts'
import { addDraftDeltas } from '../../../core/src/db/migrations/add-draft-deltas.ts'
import { readDraftRevision, readStepEdits } from '../../../core/src/schema-change/draft-revisions.ts'
import { DATABASE_KINDS, openTestDatabase } from '../../support/open-test-database.ts'

const fields = Array.from({ length: 30 }, (_, n) => [`field${n}`, { label: { en: `Field ${n}` } }] as const)

/** The draft after so many saves; fields come and go, in their order. */
function stateAt(revision: number) {
  const properties = Object.fromEntries(fields.filter((_, n) => (revision + n) % 7 !== 0))
  return { entities: { car: { label: { en: `Car ${revision}` }, properties } } }
}

describe.each(DATABASE_KINDS)('steps of a draft that an older Tenon has kept whole, on %s', (kind) => {
  let database: Database
  let schema: string
  beforeAll(async () => {
    database = await openTestDatabase(kind)
    schema = (await createTenant(database, { slug: 'old', name: 'Old' })).schema
    const table = sql.id(schema, '_draft_revision')
    const run = (statement: ReturnType<typeof sql>) => statement.execute(database.control)
    await run(
      sql`drop index ${sql.id(schema, '_draft_revision_step_idx')}, ${sql.id(schema, '_draft_revision_whole_idx')}`,
    )
    await run(sql`alter table ${table} drop column delta, drop column carried, drop column undone, drop column last,
      add column before json, alter column edits set not null`)
    const add = (revision: number, { by = 'ann' as string | null, as = 'edit', of = null as number | null } = {}) =>
      run(sql`insert into ${table} (revision, edits, kind, actor, of_revision, words, before)
        values (${revision}, ${JSON.stringify(stateAt(revision))}::json, ${as}, ${by === null ? null : `user:${by}`}, ${of}::int, '[]'::json,
          ${revision === 160 ? JSON.stringify(stateAt(7)) : null}::json)`)
    // The first that is kept is not the first that there was; 130 was a publish.
    for (let revision = 100; revision < 170; revision++) {
      await add(revision, revision === 130 ? { as: 'begin', by: null } : {})
    }
    await add(170, { by: 'ben' })
    await add(171, { as: 'undo', of: 169 })
    await add(172, { as: 'undo', of: 168 })
    await add(173, { as: 'redo', of: 168 })
    await add(174, { by: 'ben', as: 'undo', of: 170 })
    await add(175, { by: 'ben' })
    await addDraftDeltas(database.tenant(schema) as Parameters<typeof addDraftDeltas>[0])
  })
  afterAll(() => database.close())

  test('are what they were, and take less room', async () => {
    const db = database.tenant(schema)
    for (let revision = 100; revision <= 175; revision++) {
      expect(JSON.stringify(await readDraftRevision(db, revision))).toBe(JSON.stringify(stateAt(revision)))
    }
    expect(await readDraftRevision(db, 99)).toBeNull()
    expect(await readStepEdits(db, 140)).toEqual({ before: stateAt(139), after: stateAt(140) })
    expect(await readStepEdits(db, 160)).toEqual({ before: stateAt(7), after: stateAt(160) })
    expect(await readStepEdits(db, 100)).toBeNull()
    const whole = await db
      .selectFrom('_draft_revision')
      .select('revision')
      .where('edits', 'is not', null)
      .orderBy('revision')
      .execute()
    expect(whole.map(({ revision }) => revision)).toEqual([100, 128])
  })

  test('can be undone and redone as before, those before a publish as well, and none of which nothing is known', async () => {
    const rows = await database
      .tenant(schema)
      .selectFrom('_draft_revision')
      .select(['revision', 'undone', 'last', 'actor'])
      .where('of_revision', 'is', null)
      .execute()
    const at = (revision: number) => rows.find((row) => row.revision === revision)
    expect([at(100)?.last, at(130)?.last]).toEqual([null, null])
    expect(at(101)).toMatchObject({ undone: false, last: 101 })
    expect(at(168)).toMatchObject({ undone: false, last: 173 })
    expect(at(169)).toMatchObject({ undone: true, last: 171 })
    // Given up by a later step.
    expect(at(170)).toMatchObject({ undone: true, last: null })
  })
})

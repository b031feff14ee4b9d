import type { RoleGrants } from '@tenon/sdk/contract/role-grants'
import { sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { openTestBulk, type TestBulk } from '../bulk/open-test-bulk.ts'

/** Who may change and delete every deal, and sees their own alone. */
const GRANTS: RoleGrants = { deal: { create: 'all', read: 'own', update: 'all', delete: 'all', share: true } }

describe.each(DATABASE_KINDS)('writing on %s records that one does not see', (kind) => {
  let tenon: TestBulk
  let blind: RequestContext
  beforeAll(async () => {
    tenon = await openTestBulk(kind)
    const row = { name: 'blind', label: '{"en":"Blind"}', grants: JSON.stringify(GRANTS) }
    await tenon.db.insertInto('_role').values(row).execute()
    tenon.access.forget(tenon.tenant.schema)
    blind = await tenon.addUser('Bea', ['blind'])
  })
  afterAll(() => tenon?.close())

  async function deals() {
    const [hidden = '', trashed = ''] = await tenon.deals(2, { ownerId: null })
    await tenon.deleteRecord(tenon.system, { entity: 'deal', id: trashed, version: 1 })
    const [own = ''] = await tenon.deals(1, {}, blind)
    return { hidden, trashed, own, missing: uuidv7() }
  }

  const failure = (write: Promise<unknown>) =>
    write.then(
      () => 'done',
      (error: { code: string; message: string }) => `${error.code}: ${error.message}`,
    )

  test('is answered as writing what is not there, one by one, whatever the version', async () => {
    const { hidden, trashed, own, missing } = await deals()
    const verbs: Record<string, (id: string, version: number) => Promise<unknown>> = {
      update: (id, version) => tenon.updateRecord(blind, { entity: 'deal', id, version, values: { urgent: true } }),
      tag: (id, version) => tenon.updateRecord(blind, { entity: 'deal', id, version, values: { tags: ['mine'] } }),
      assign: (id, version) =>
        tenon.updateRecord(blind, { entity: 'deal', id, version, values: { ownerId: blind.actor.id } }),
      move: (id, version) => tenon.moveStage(blind, { entity: 'deal', id, version, stage: 'won' }),
      delete: (id, version) => tenon.deleteRecord(blind, { entity: 'deal', id, version }),
      restore: (id, version) => tenon.restoreRecord(blind, { entity: 'deal', id, version }),
      lose: (id, version) =>
        tenon.mergeRecords(blind, {
          entity: 'deal',
          into: { id: own, version: 1 },
          from: [{ id, version }],
          values: {},
        }),
      keep: (id, version) =>
        tenon.mergeRecords(blind, {
          entity: 'deal',
          into: { id, version },
          from: [{ id: own, version: 1 }],
          values: {},
        }),
      link: (id) => tenon.linkRecord(blind, { entity: 'deal', id, field: 'account', to: null }),
    }
    const before = await tenon.counts('_audit', '_outbox')
    for (const [verb, write] of Object.entries(verbs)) {
      const asOfNothing = (await failure(write(missing, 1))).replaceAll(missing, 'it')
      expect([verb, asOfNothing]).toEqual([verb, expect.stringMatching(/^NOT_FOUND/)])
      for (const id of [hidden, trashed]) {
        for (const version of [1, 2, 9])
          expect([verb, (await failure(write(id, version))).replaceAll(id, 'it')]).toEqual([verb, asOfNothing])
      }
    }
    expect(await tenon.counts('_audit', '_outbox')).toEqual(before)
  })

  test('is answered as writing what is not there, of many at once, best effort and all or nothing', async () => {
    const { hidden, trashed, own, missing } = await deals()
    const operations = [
      { kind: 'update', values: { urgent: true } },
      { kind: 'delete' },
      { kind: 'restore' },
      { kind: 'assign', ownerId: blind.actor.id },
    ] as const
    const ids = [hidden, trashed, missing]
    const table = (await tenon.models.get(tenon.tenant)).entities.get('deal')?.table ?? ''
    const state = async () =>
      (
        await sql`select r.* from ${sql.id(tenon.tenant.schema, table)} r
          where r.id = any(${`{${ids.join()}}`}::uuid[]) order by r.id`.execute(tenon.database.control)
      ).rows
    const before = await state()
    for (const operation of operations) {
      for (const mode of ['bestEffort', 'allOrNothing'] as const) {
        const run = await tenon.run(blind, { target: { ids }, operation, mode })
        const rows = await tenon.rows(blind, run)
        const told = ids.map((id) => JSON.stringify(rows.get(id) ?? null).replaceAll(id, 'it'))
        expect([operation.kind, mode, new Set(told)]).toEqual([operation.kind, mode, new Set([told.at(-1)])])
        expect(rows.get(hidden)?.state).not.toBe('done')
      }
    }
    expect(await state()).toEqual(before)
    expect(await tenon.getRecord(blind, { entity: 'deal', id: own })).toMatchObject({ version: 1 })
  })

  test('a version that a record never had is called that, and a version that it had is called changed since', async () => {
    const { own } = await deals()
    const change = (version: number) =>
      failure(tenon.updateRecord(blind, { entity: 'deal', id: own, version, values: { quantity: 7 } }))
    expect(await change(999)).toBe(
      `VERSION_CONFLICT: This deal (${own}) has no version 999, its version is 1: read it again.`,
    )
    expect(await change(1)).toBe('done')
    expect(await change(1)).toBe(
      `VERSION_CONFLICT: This deal (${own}) was changed by somebody else after version 1: read it again.`,
    )
  })
})

import { Readable } from 'node:stream'
import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import { sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { collectFiles } from '../../../core/src/files/collect-files.ts'
import { type FoundFault, verifyFiles } from '../../../core/src/files/verify-files.ts'
import { finishErasures } from '../../../core/src/plugins/finish-erasures.ts'
import { relocateRecords } from '../../../core/src/records/relocate-records.ts'
import { makePublishModel } from '../../../core/src/schema-change/publish-model.ts'
import { removeOldParked } from '../../../core/src/schema-change/remove-old-parked.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { filesDocument, openTestFiles, type TestFiles } from './open-test-files.ts'

describe.each(DATABASE_KINDS)('files that nothing names, on %s', (kind) => {
  let tenon: TestFiles
  let ann: RequestContext
  let storageFails = false
  beforeAll(async () => {
    tenon = await openTestFiles(kind, {
      storage: (disk) => ({
        ...disk,
        remove: async (key) => {
          if (storageFails) throw new Error('the storage is away')
          return disk.remove(key)
        },
      }),
    })
    ann = await tenon.addUser('Ann')
  }, 60_000)
  afterAll(() => tenon?.close())

  const ground = () => ({ database: tenon.database, storage: tenon.storage })
  const admin = () => tenon.system
  const table = (name: string) => sql.id(tenon.tenant.schema, name)
  const run = (statement: ReturnType<typeof sql>) => statement.execute(tenon.database.control)

  /** As if all that is known of the file had happened so long ago. */
  async function age(id: string, days: number): Promise<void> {
    const before = sql`interval '1 day' * ${days}::int`
    await run(sql`update ${table('_file')} set created_at = created_at - ${before},
      detached_at = detached_at - ${before} where id = ${id}::uuid`)
  }

  async function isKept(id: string): Promise<boolean> {
    const { rows } = await sql`select 1 from ${table('_file')} where id = ${id}::uuid`.execute(tenon.database.control)
    const bytes = (await tenon.stored()).includes(id)
    expect(bytes).toBe(rows.length === 1)
    return bytes
  }

  async function attached(field: 'scans' | 'photo' = 'scans') {
    const file = await tenon.upload(ann, { field })
    const record = await tenon.createRecord(ann, { entity: 'paper', values: { name: 'p', [field]: [file.id] } })
    return { file: file.id, record: record.id }
  }

  let version = 1
  async function publish(document: ModelDocument): Promise<void> {
    const input = { document, edits: {}, baseVersion: version, consent: true }
    await makePublishModel({ ...tenon, relocate: relocateRecords })(admin(), input)
    version += 1
  }

  function without(change: (entities: ModelDocument['entities']) => void): ModelDocument {
    const document = structuredClone(filesDocument)
    change(document.entities)
    return document
  }

  test('an upload goes after a day, also one that never ended; what a record names stays, however old', async () => {
    const [young, old] = [await tenon.upload(ann, { field: 'scans' }), await tenon.upload(ann, { field: 'scans' })]
    const named = await attached()
    const broken = await tenon.upload(ann, { field: 'scans' })
    await run(sql`update ${table('_file')} set facts = null where id = ${broken.id}::uuid`)
    for (const id of [old.id, named.file, broken.id]) await age(id, 400)
    expect(await collectFiles(ground())).toEqual({ pending: 2, detached: 0 })
    const kept = await Promise.all([young.id, old.id, named.file, broken.id].map(isKept))
    expect(kept).toEqual([true, false, true, false])
  })

  test('a file that a record let go of stays for 30 days, and then goes', async () => {
    const { file, record } = await attached()
    await tenon.updateRecord(ann, { entity: 'paper', id: record, version: 1, values: { scans: null } })
    await age(file, 29)
    await collectFiles(ground())
    expect(await isKept(file)).toBe(true)
    await age(file, 2)
    expect(await collectFiles(ground())).toEqual({ pending: 0, detached: 1 })
    expect(await isKept(file)).toBe(false)
  })

  test('a file that a record let go of stays while that, or what it was merged with, is on hold', async () => {
    const { file, record: lost } = await attached()
    await tenon.updateRecord(ann, { entity: 'paper', id: lost, version: 1, values: { scans: null } })
    const kept = await tenon.createRecord(admin(), { entity: 'paper', values: { name: 'kept' } })
    const into = { id: kept.id, version: kept.version }
    const { merge } = await tenon.mergeRecords(admin(), {
      ...{ entity: 'paper', into, values: {} },
      from: [{ id: lost, version: 2 }],
    })
    const db = tenon.database.tenant(tenon.tenant.schema)
    const hold = { entity: 'paper', record_id: kept.id, reason: 'A lawsuit', set_by: 'system', set_by_name: 'Tenon' }
    await db.insertInto('_legal_hold').values(hold).execute()
    await age(file, 31)
    expect(await collectFiles(ground())).toEqual({ pending: 0, detached: 0 })
    expect(await isKept(file)).toBe(true)
    await tenon.unmergeRecords(admin(), { entity: 'paper', merge })
    // What is one with it no more goes its own way.
    expect(await collectFiles(ground())).toEqual({ pending: 0, detached: 1 })
    await db.deleteFrom('_legal_hold').execute()
  })

  test('a file of a deleted record stays as long as the record can be restored', async () => {
    const { file, record } = await attached()
    await tenon.deleteRecord(admin(), { entity: 'paper', id: record, version: 1 })
    await age(file, 400)
    await collectFiles(ground())
    expect(await isKept(file)).toBe(true)
    const restored = await tenon.restoreRecord(admin(), { entity: 'paper', id: record, version: 2 })
    expect(restored['scans']).toMatchObject([{ id: file }])
  })

  test.each([
    ['field', (entities: ModelDocument['entities']) => delete entities['paper']?.properties['scans']],
    ['entity', (entities: ModelDocument['entities']) => delete entities['paper']],
  ])('a file of a %s that was taken away stays while it can be put back, and is there again then', async (_, take) => {
    const { file, record } = await attached()
    await publish(without(take))
    await age(file, 400)
    // Even where it was marked as left, the values that were put aside name it.
    await run(sql`update ${table('_file')} set detached_at = now() - interval '40 days' where id = ${file}::uuid`)
    await collectFiles(ground())
    expect(await isKept(file)).toBe(true)
    await publish(filesDocument)
    const back = await tenon.getRecord(admin(), { entity: 'paper', id: record })
    expect(back['scans']).toMatchObject([{ id: file }])
  })

  test('once what was put aside is gone for good, its files go 30 days later', async () => {
    const { file } = await attached()
    await publish(without((entities) => delete entities['paper']?.properties['scans']))
    await run(sql`update ${table('_parked_column')} set parked_at = now() - interval '31 days'`)
    expect(await removeOldParked(tenon.database)).toBeGreaterThan(0)
    await age(file, 400)
    await collectFiles(ground())
    expect(await isKept(file)).toBe(true)
    await age(file, 31)
    await collectFiles(ground())
    expect(await isKept(file)).toBe(false)
    await publish(filesDocument)
  })

  test('what is purged goes with its bytes at once, and what is younger than the purge stays', async () => {
    const doomed = await attached()
    const traces = JSON.stringify({ entities: ['paper'], fields: [], until: uuidv7() })
    await tenon.database
      .tenant(tenon.tenant.schema)
      .insertInto('_erasure')
      .values({ id: uuidv7(), plugin: 'other', traces })
      .execute()
    await new Promise((resolve) => setTimeout(resolve, 5))
    const later = await attached()
    storageFails = true
    await expect(finishErasures(ground(), tenon.tenant.schema)).rejects.toThrow('the storage is away')
    storageFails = false
    await finishErasures(ground(), tenon.tenant.schema)
    expect([await isKept(doomed.file), await isKept(later.file)]).toEqual([false, true])
    expect(await tenon.count('_erasure')).toBe(0)
  })

  test('a check finds bytes that are missing, changed and of nobody, and counts what is right', async () => {
    const [right, missing, changed] = [await attached(), await attached(), await attached()]
    const { schema } = tenon.tenant
    const stray = uuidv7()
    await tenon.storage.remove({ schema, id: missing.file })
    await tenon.storage.remove({ schema, id: changed.file })
    await tenon.storage.put({ schema, id: changed.file }, Readable.from(['other bytes']))
    await tenon.storage.put({ schema, id: stray }, Readable.from(['x']))
    const faults: FoundFault[] = []
    const { files } = await verifyFiles(ground(), schema, (fault) => faults.push(fault))
    expect(faults).toEqual([
      { fault: 'missing', id: missing.file, name: 'a.pdf' },
      { fault: 'changed', id: changed.file, name: 'a.pdf' },
      { fault: 'extra', id: stray, name: '' },
    ])
    expect(files).toBeGreaterThanOrEqual(3)
    expect(faults.map(({ id }) => id)).not.toContain(right.file)
  })
})

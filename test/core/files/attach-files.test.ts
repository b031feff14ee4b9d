import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { openTestFiles, PDF, PNG, type TestFiles } from './open-test-files.ts'

const refused = (pointer: string) => ({ code: 'VALIDATION_FAILED', problems: [{ pointer, rule: 'file' }] })

describe.each(DATABASE_KINDS)('files of records on %s', (kind) => {
  let tenon: TestFiles
  let ann: RequestContext
  let bob: RequestContext
  beforeAll(async () => {
    tenon = await openTestFiles(kind)
    ann = await tenon.addUser('Ann', ['clerk'])
    bob = await tenon.addUser('Bob')
  }, 60_000)
  afterAll(() => tenon?.close())
  beforeEach(() => {
    tenon.hooks.before = () => ({ kind: 'ok' })
  })

  const asJson = (value: unknown) => value as JsonValue
  const create = (ctx: RequestContext, values: Record<string, unknown>) =>
    tenon.createRecord(ctx, { entity: 'paper', values: { name: 'paper', ...(values as object) } })
  const rowOf = (id: string) =>
    tenon.database.tenant(tenon.tenant.schema).selectFrom('_file').selectAll().where('id', '=', id).executeTakeFirst()

  test('an upload is named by its id, and the record tells what the server found it to be', async () => {
    const file = await tenon.upload(ann, { field: 'scans', name: 'C:\\fake\\..\\报价\u202egpj.exe' })
    expect(file).toEqual({ id: file.id, name: '报价gpj.exe', size: PDF.length, type: 'application/pdf' })
    const record = await create(ann, { scans: [{ id: file.id, name: 'forged.png', size: 1, type: 'image/png' }] })
    expect(record['scans']).toEqual([file])
    expect(await tenon.getRecord(ann, { entity: 'paper', id: record.id })).toMatchObject({ scans: [file] })
    expect(await rowOf(file.id)).toMatchObject({ record_id: record.id, detached_at: null })
    const [entry] = await tenon.readHistory(ann, { entity: 'paper', id: record.id })
    expect(entry?.changes['scans']).toEqual({ old: null, new: [file] })
  })

  test('nobody attaches what somebody else has uploaded, nor what is uploaded for another field', async () => {
    const file = await tenon.upload(ann, { field: 'scans' })
    await expect(create(bob, { scans: [file.id] })).rejects.toMatchObject(refused('/scans/0'))
    await expect(create(tenon.system, { contract: [file.id] })).rejects.toMatchObject(refused('/contract/0'))
    await expect(create(ann, { scans: [uuidv7()] })).rejects.toMatchObject(refused('/scans/0'))
    expect(await rowOf(file.id)).toMatchObject({ record_id: null })
  })

  test('an upload belongs to one record: it goes into no second one, whoever asks, and not into two at once', async () => {
    const file = await tenon.upload(ann, { field: 'scans' })
    const before = await tenon.count('paper')
    const both = [1, 2].map(() => ({ name: 'twin', scans: [file.id] }))
    await expect(tenon.createRecords(ann, { entity: 'paper', records: both })).rejects.toMatchObject({
      code: 'CONFLICT',
    })
    expect(await tenon.count('paper')).toBe(before)
    const record = await create(ann, { scans: [file.id] })
    await expect(create(ann, { scans: [file.id] })).rejects.toMatchObject(refused('/scans/0'))
    expect(await rowOf(file.id)).toMatchObject({ record_id: record.id })
  })

  test('of two writers who attach the same upload at the same moment one does, and the other is told', async () => {
    const file = await tenon.upload(ann, { field: 'scans' })
    const results = await Promise.allSettled(
      Array.from({ length: 6 }, (_, at) => create(ann, { name: `w${at}`, scans: [file.id] })),
    )
    const done = results.filter(({ status }) => status === 'fulfilled')
    const reasons = results.flatMap((result) => (result.status === 'rejected' ? [result.reason.code] : []))
    expect(done).toHaveLength(1)
    expect(new Set(reasons)).toEqual(new Set(['VALIDATION_FAILED']))
    const named = await tenon.findRecords(tenon.system, {
      entity: 'paper',
      where: { field: 'name', op: 'startsWith', value: 'w' },
    })
    expect(named.records).toHaveLength(1)
  })

  test('a file that a record lets go is kept, and the record may name it again', async () => {
    const file = await tenon.upload(ann, { field: 'scans' })
    const record = await create(ann, { scans: [file.id] })
    const without = await tenon.updateRecord(ann, {
      entity: 'paper',
      id: record.id,
      version: 1,
      values: { scans: null },
    })
    expect(without['scans']).toBeNull()
    expect((await rowOf(file.id))?.detached_at).toBeInstanceOf(Date)
    await expect(create(ann, { scans: [file.id] })).rejects.toMatchObject(refused('/scans/0'))
    const back = await tenon.updateRecord(bob, {
      entity: 'paper',
      id: record.id,
      version: 2,
      values: { scans: [file.id] },
    })
    expect(back['scans']).toEqual([file])
    expect(await rowOf(file.id)).toMatchObject({ record_id: record.id, detached_at: null })
  })

  test('a write of other fields leaves files as they are; of the files, those that stay stay', async () => {
    const [one, two] = [await tenon.upload(ann, { field: 'scans' }), await tenon.upload(ann, { field: 'scans' })]
    const { id } = await create(ann, { scans: [one.id, two.id] })
    await tenon.updateRecord(ann, { entity: 'paper', id, version: 1, values: { name: 'renamed' } })
    const less = await tenon.updateRecord(ann, { entity: 'paper', id, version: 2, values: { scans: [two.id] } })
    expect(less['scans']).toEqual([two])
    expect((await rowOf(one.id))?.detached_at).not.toBeNull()
    expect(await rowOf(two.id)).toMatchObject({ detached_at: null })
    // A write that loses its race attaches nothing.
    const late = await tenon.upload(ann, { field: 'scans' })
    const stale = { entity: 'paper', id, version: 2, values: { scans: [late.id] } }
    await expect(tenon.updateRecord(ann, stale)).rejects.toMatchObject({ code: 'VERSION_CONFLICT' })
    expect(await rowOf(late.id)).toMatchObject({ record_id: null })
  })

  test('deleted and restored, a record has its files again', async () => {
    const file = await tenon.upload(ann, { field: 'scans' })
    const { id } = await create(ann, { scans: [file.id] })
    const admin = tenon.system
    await tenon.deleteRecord(admin, { entity: 'paper', id, version: 1 })
    expect(await rowOf(file.id)).toMatchObject({ record_id: id, detached_at: null })
    const restored = await tenon.restoreRecord(admin, { entity: 'paper', id, version: 2 })
    expect(restored['scans']).toEqual([file])
  })

  test('hooks see what a file is, may leave it out, and put in neither others nor other words for it', async () => {
    const file = await tenon.upload(ann, { field: 'scans' })
    const others = await tenon.upload(bob, { field: 'scans' })
    let seen: unknown
    tenon.hooks.before = (_, { values }) => {
      seen = values['scans']
      return { kind: 'ok', changes: { scans: asJson([{ ...file, name: 'forged' }]) }, plugin: 'sly' }
    }
    await expect(create(ann, { scans: [file.id] })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' })
    expect(seen).toEqual([file])
    tenon.hooks.before = () => ({ kind: 'ok', changes: { scans: [others.id] }, plugin: 'sly' })
    await expect(create(ann, { scans: [file.id] })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' })
    expect(await rowOf(others.id)).toMatchObject({ record_id: null })
    tenon.hooks.before = () => ({ kind: 'ok', changes: { scans: null }, plugin: 'tidy' })
    expect((await create(ann, { scans: [file.id] }))['scans']).toBeNull()
    expect(await rowOf(file.id)).toMatchObject({ record_id: null })
  })

  test('no more files than the field holds', async () => {
    const four = await Promise.all([1, 2, 3, 4].map(() => tenon.upload(ann, { field: 'scans' })))
    await expect(create(ann, { scans: four.map(({ id }) => id) })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      problems: [{ pointer: '/scans', rule: 'maxItems' }],
    })
    const photos = await Promise.all([1, 2].map(() => tenon.upload(ann, { field: 'photo', name: 'p.png', bytes: PNG })))
    await expect(create(ann, { photo: photos.map(({ id }) => id) })).rejects.toMatchObject({
      problems: [{ pointer: '/photo', rule: 'maxItems' }],
    })
  })

  test('whoever may not set a field learns of its files as little as of the field', async () => {
    const theirs = await tenon.upload(tenon.system, { field: 'contract' })
    for (const name of ['contract', 'nothing']) {
      const problems = [{ pointer: `/${name}`, rule: 'unknownField' }]
      await expect(create(ann, { [name]: [theirs.id] })).rejects.toMatchObject({ problems })
    }
  })
})

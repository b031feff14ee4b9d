import { Readable } from 'node:stream'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeRecordChange } from '../../../core/src/audit/make-record-change.ts'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import type { Reject } from '../../../core/src/imports/reject.ts'
import { makeRunImport } from '../../../core/src/imports/run-import.ts'
import { makeExportRecords } from '../../../core/src/records/export-records.ts'
import { collectText } from '../records/every-type-bench.ts'
import { openTestFiles, PDF, type TestFiles } from './open-test-files.ts'

let tenon: TestFiles
let ann: RequestContext
let full = false
beforeAll(async () => {
  tenon = await openTestFiles('pglite', {
    limits: { quotaBytes: 2_000 },
    storage: (disk) => ({
      ...disk,
      put: async (key, content) => {
        // As a disk without room says it, in the middle of a file.
        if (full) throw Object.assign(new Error('no space left on device, write'), { code: 'ENOSPC', syscall: 'write' })
        return disk.put(key, content)
      },
    }),
  })
  ann = await tenon.addUser('Ann')
}, 60_000)
afterAll(() => tenon?.close())

const kept = async () => [await tenon.count('_file'), (await tenon.stored()).length]

test('a disk without room is an error that says so in the caller’s language, and nothing is kept', async () => {
  const before = await kept()
  full = true
  const refused = (locale: 'en' | 'zh-CN') => tenon.upload(tenon.as(ann.actor, locale), { field: 'scans' })
  await expect(refused('en')).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: expect.stringContaining('no room left for files'),
  })
  await expect(refused('zh-CN')).rejects.toMatchObject({ message: expect.stringContaining('没有存放文件的空间') })
  full = false
  expect(await kept()).toEqual(before)
  await tenon.upload(ann, { field: 'scans' })
})

test('all files of a tenant together have no more bytes than its quota', async () => {
  await tenon.upload(ann, { field: 'scans', bytes: Buffer.concat([PDF, Buffer.alloc(1_500)]) })
  const before = await kept()
  const more = tenon.upload(ann, { field: 'scans', bytes: Buffer.concat([PDF, Buffer.alloc(600)]) })
  await expect(more).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE', message: expect.stringContaining('2.0 kB') })
  expect(await kept()).toEqual(before)
})

test('nobody has more than 200 uploads that no record names; what records name does not count', async () => {
  const bob = await tenon.addUser('Bob')
  const schema = tenon.tenant.schema
  const reference = bob.actor.kind === 'user' ? `user:${bob.actor.id}` : ''
  await tenon.database.execute(`insert into ${schema}._file (id, field_id, entity, uploaded_by)
    select gen_random_uuid(), 'sample/paper/scans', 'paper', '${reference}' from generate_series(1, 200)`)
  const upload = () => tenon.upload(bob, { field: 'scans', bytes: PDF })
  await expect(upload()).rejects.toMatchObject({ code: 'RATE_LIMITED' })
  await tenon.database.execute(
    `update ${schema}._file set record_id = gen_random_uuid() where uploaded_by = '${reference}'`,
  )
  await expect(upload()).resolves.toMatchObject({ type: 'application/pdf' })
})

test('a file of CSV shows names with ids; coming in, an id is a file that the record has or an own upload', async () => {
  const [mine, theirs] = [
    await tenon.upload(tenon.system, { field: 'scans', name: 'offer, “final”.pdf' }),
    await tenon.upload(ann, { field: 'scans' }),
  ]
  const values = { name: 'csv', scans: [mine.id] }
  const { id } = await tenon.createRecord(tenon.system, { entity: 'paper', values })
  const exportRecords = makeExportRecords({ ...tenon, recordChange: makeRecordChange(tenon) })
  const where = { field: 'name', op: 'eq' as const, value: 'csv' }
  const { text } = await exportRecords(tenon.system, { entity: 'paper', where, fields: ['name', 'scans'] })
  const file = await collectText(text)
  const [row] = parse(file, { columns: true }) as Array<Record<string, string>>
  expect(row?.['scans']).toBe(`offer, “final”.pdf (${mine.id})`)

  const fields = { name: { column: 'name' }, scans: { column: 'scans' } }
  const bring = async (content: string) => {
    const rejects: Reject[] = []
    await makeRunImport(tenon)(tenon.system, {
      mapping: { name: 'Papers', sources: [{ file: 'papers.csv', entity: 'paper', key: 'name', fields }] },
      readFile: () => Readable.from([content]),
      onProgress: () => undefined,
      writeReject: (reject) => rejects.push(reject),
    })
    return rejects
  }
  expect(await bring(file)).toEqual([])
  expect(await tenon.getRecord(tenon.system, { entity: 'paper', id })).toMatchObject({ version: 1, scans: [mine] })
  const [reject] = await bring(`name,scans\r\nother,${theirs.id}\r\n`)
  expect(reject?.reason).toMatch(/there is no upload/)
  const pending = await tenon.upload(tenon.system, { field: 'scans' })
  expect(await bring(`name,scans\r\nother,${pending.id}\r\n`)).toEqual([])
})

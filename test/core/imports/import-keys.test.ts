import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeRunImport } from '../../../core/src/imports/run-import.ts'
import { mergeModel } from '../../../core/src/model/merge-model.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { entity, field, pluginPackage } from '../model/sample-model.ts'
import { openTestRecords, type TestRecords } from '../records/open-test-records.ts'

const document = mergeModel(
  [
    pluginPackage('sample', {
      entities: [
        entity('loose', { code: field('text'), size: field('integer') }),
        entity('keyed', { code: field('text', { unique: true }), size: field('integer') }),
      ],
    }),
  ],
  {},
)

describe.each(DATABASE_KINDS)('the records that keys of a file name on %s', (kind) => {
  let tenon: TestRecords
  beforeAll(async () => {
    tenon = await openTestRecords(kind, document)
  })
  afterAll(() => tenon?.close())

  async function run(of: string, rows: ReadonlyArray<readonly [string, number]>) {
    const csv = ['code,size', ...rows.map((row) => row.join(','))].join('\n')
    const fields = { name: { column: 'code' }, code: { column: 'code' }, size: { column: 'size' } }
    const rejected: string[] = []
    const report = await makeRunImport(tenon)(tenon.system, {
      mapping: { name: 'Keys', sources: [{ file: 'a.csv', entity: of, key: 'code', fields }] },
      readFile: () => Readable.from([csv]),
      onProgress: () => undefined,
      writeReject: ({ reason }) => void rejected.push(reason),
    })
    return { ...report.sources[0], rejected }
  }

  test.each(['loose', 'keyed'])(
    'of %s: a key that comes again later in the file is the same record, with the later values',
    async (of) => {
      const rows = Array.from({ length: 1_300 }, (_, at): [string, number] => [`K${at}`, at])
      rows[1_200] = ['K1', 7]
      rows[1_250] = ['K1', 8]
      rows[30] = ['K2', 9]
      expect(await run(of, rows)).toMatchObject({ read: 1_300, created: 1_297, updated: 3, rejected: [] })
      const where = { field: 'code', op: 'in' as const, value: ['K1', 'K2'] }
      const { records } = await tenon.findRecords(tenon.system, { entity: of, where, sort: [{ field: 'code' }] })
      expect(records.map(({ code, size, version }) => [code, size, version])).toEqual([
        ['K1', 8, 3],
        ['K2', 9, 2],
      ])
      const again = await run(of, rows.slice(100, 1_100))
      expect(again).toMatchObject({ created: 0, updated: 0, unchanged: 1_000 })
    },
    60_000,
  )

  test.each(['loose', 'keyed'])(
    'of %s: a key that comes again while its record is being written makes no second record',
    async (of) => {
      const again = Array.from({ length: 3_000 }, (_, at): [string, number] => [`R${at % 450}`, at])
      expect(await run(of, again)).toMatchObject({ read: 3_000, created: 450, updated: 2_550, rejected: [] })
      const where = { field: 'code', op: 'startsWith' as const, value: 'R' }
      const { count } = await tenon.findRecords(tenon.system, { entity: of, where, limit: 1, count: true })
      expect(count).toBe(450)
    },
    60_000,
  )

  test('a key that many records have is refused by itself, and hides no other', async () => {
    const doubled = Array.from({ length: 400 }, () => ({ name: 'D', code: 'D', size: 1 }))
    await tenon.createRecords(tenon.system, { entity: 'loose', records: doubled })
    await tenon.createRecords(tenon.system, { entity: 'loose', records: [{ name: 'E', code: 'E', size: 1 }] })
    const told = await run('loose', [
      ['D', 2],
      ['E', 2],
    ])
    expect(told).toMatchObject({ created: 0, updated: 1 })
    expect(told.rejected).toEqual(['there are several records of loose with this code'])
  })
})

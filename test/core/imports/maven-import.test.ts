import { createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Reject } from '../../../core/src/imports/reject.ts'
import { makeRunImport } from '../../../core/src/imports/run-import.ts'
import mapping from '../../data/maven-crm-sales.mapping.json' with { type: 'json' }
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { openTestRecords, type TestRecords } from '../records/open-test-records.ts'

const DATA = join(import.meta.dirname, '../../../../shared/data/maven-crm-sales')
const CRM = join(import.meta.dirname, '../../../plugins/crm')

/** The model of the plugin `crm` as its files say. */
function crmModel(): ModelDocument {
  const read = (folder: string) =>
    readdirSync(join(CRM, folder)).map((file) => JSON.parse(readFileSync(join(CRM, folder, file), 'utf8')))
  const named = (parts: Array<{ name: string; properties?: object }>) =>
    parts.map((part) => {
      const fieldSources = Object.fromEntries(Object.keys(part.properties ?? {}).map((field) => [field, 'crm']))
      return [part.name, { ...part, source: 'crm', ...(part.properties !== undefined && { fieldSources }) }]
    })
  return {
    entities: Object.fromEntries(named(read('entities'))),
    pipelines: Object.fromEntries(named(read('pipelines'))),
  }
}

async function runMaven(tenon: TestRecords, changed: Record<string, string> = {}) {
  const rejects: Reject[] = []
  const report = await makeRunImport(tenon)(tenon.system, {
    mapping,
    readFile: (file) =>
      changed[file] === undefined ? createReadStream(join(DATA, file)) : Readable.from([changed[file]]),
    onProgress: () => undefined,
    writeReject: (reject) => rejects.push(reject),
  })
  return { sources: report.sources, rejects }
}

describe.skipIf(!existsSync(DATA)).each(DATABASE_KINDS)('importing 8,800 opportunities on %s', (kind) => {
  let tenon: TestRecords
  let first: Awaited<ReturnType<typeof runMaven>>
  beforeAll(async () => {
    tenon = await openTestRecords(kind, crmModel())
    const start = performance.now()
    first = await runMaven(tenon)
    console.info(`8,800 rows on ${kind}: ${Math.round(performance.now() - start)} ms`)
  }, 120_000)
  afterAll(() => tenon.close())

  test('every row arrives, in seconds', async () => {
    expect(first.rejects).toEqual([])
    expect(first.sources).toEqual([
      { file: 'sales_teams.csv', read: 35, created: 35, updated: 0, unchanged: 0, rejected: 0 },
      { file: 'accounts.csv', read: 85, created: 85, updated: 0, unchanged: 0, rejected: 0 },
      { file: 'products.csv', read: 7, created: 7, updated: 0, unchanged: 0, rejected: 0 },
      { file: 'sales_pipeline.csv', read: 8800, created: 8800, updated: 0, unchanged: 0, rejected: 0 },
    ])
    expect(await tenon.counts('opportunity', '_team', '_user')).toEqual({ opportunity: 8800, _team: 9, _user: 35 })
  })

  test('counts per stage and the won sum are those of the file', async () => {
    const input = { entity: 'opportunity', groupBy: 'stage', sum: 'amount' }
    const { groups } = await tenon.summarizeRecords(tenon.system, input)
    const rows = readFileSync(join(DATA, 'sales_pipeline.csv'), 'utf8').trim().split('\r\n').slice(1)
    const won = rows.map((row) => row.split(',')).filter((cells) => cells[4] === 'Won')
    const sum = won.reduce((total, cells) => total + BigInt(cells[7] ?? '0'), 0n)
    const byStage = Object.fromEntries(groups.map(({ value, count }) => [String(value), count]))
    expect(byStage).toEqual({ won: 4238, lost: 2473, engaging: 1589, prospecting: 500 })
    expect(groups.find(({ value }) => value === 'won')).toMatchObject({ sum: String(sum), currency: 'USD' })
  })

  test('parents, owners, spellings and exact amounts are as the mapping says', async () => {
    const find = async (entity: string, field: string, value: string) =>
      (await tenon.findRecords(tenon.system, { entity, where: { field, op: 'eq', value } })).records[0]
    const bluth = await find('account', 'name', 'Bluth Company')
    expect(bluth).toMatchObject({ sector: 'technology', annualRevenue: { amount: '1242320000.00', currency: 'USD' } })
    expect(Object.values(bluth?.$labels ?? {})).toEqual(['Acme Corporation'])
    const parents = { field: 'parent', op: 'isNull', value: false } as const
    expect(await tenon.findRecords(tenon.system, { entity: 'account', where: parents, count: true })).toMatchObject({
      count: 15,
    })
    const deal = await find('opportunity', 'externalId', 'Z063OYW0')
    expect(deal).toMatchObject({
      name: 'GTX Pro – Isdom',
      stage: 'won',
      engagedOn: '2016-10-25',
      closedOn: '2017-03-11',
    })
    expect(Object.values(deal?.$labels ?? {}).sort()).toEqual(['Darcel Schlecht', 'GTX Pro', 'Isdom'])
  })

  test('a second run changes nothing', async () => {
    const before = await tenon.counts('_audit', '_outbox', '_user', '_team', 'opportunity', 'account')
    const second = await runMaven(tenon)
    expect(second.rejects).toEqual([])
    for (const { read, unchanged } of second.sources) expect(unchanged).toBe(read)
    expect(await tenon.counts('_audit', '_outbox', '_user', '_team', 'opportunity', 'account')).toEqual(before)
  }, 120_000)

  test('what does not fit is told by line, column, value and reason, and what changed is updated', async () => {
    const header = 'opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\r\n'
    const rows = [
      '1C1I7A6R,Moses Frase,GTX Plus Basic,Cancity,Won,2016-10-20,2017-03-01,1055',
      'NEW1,Nobody,GTXPro,Isdom,Engaging,2016-10-25,,',
      'NEW2,Moses Frase,GTX Prof,Isdom,Engaging,2016-10-25,,',
      'NEW3,Moses Frase,GTXPro,Isdom,Dreaming,2016-10-25,,',
      'NEW4,Moses Frase,GTXPro,Isdom,Won,2016-10-25,2017-02-30,10',
      'NEW5,Moses Frase,GTXPro,"Isdom',
      'X",Won,2016-10-25,2017-02-03,12.345',
      'NEW6,Moses Frase,GTXPro',
      'NEW7,Moses Frase,GTXPro,Isdom,Won,2016-10-25,2017-02-03,',
      ',Moses Frase,GTXPro,Isdom,Engaging,2016-10-25,,',
      'NEW8,Moses Frase,GTXPro,,Engaging,2016-10-25,,',
      'NEW8,Moses Frase,GTXPro,Isdom,Engaging,2016-10-25,,',
    ]
    const { sources, rejects } = await runMaven(tenon, {
      'sales_pipeline.csv': `\uFEFF${header}${rows.join('\r\n')}\r\n`,
    })
    expect(sources.at(-1)).toEqual({
      file: 'sales_pipeline.csv',
      read: 11,
      created: 1,
      updated: 2,
      unchanged: 0,
      rejected: 8,
    })
    const told = rejects.map(({ line, column, value }) => [line, column, value])
    expect(told.sort((one, other) => Number(one[0]) - Number(other[0]))).toEqual([
      [3, 'sales_agent', 'Nobody'],
      [4, 'product', 'GTX Prof'],
      [5, 'deal_stage', 'Dreaming'],
      [6, 'close_date', '2017-02-30'],
      [7, 'account', 'Isdom\r\nX'],
      [9, '', ''],
      [10, 'close_value', ''],
      [11, 'opportunity_id', ''],
    ])
    expect(rejects.find(({ line }) => line === 4)?.reason).toBe("there is no product whose name is 'GTX Prof'")
    const { records } = await tenon.findRecords(tenon.system, {
      entity: 'opportunity',
      where: { field: 'externalId', op: 'in', value: ['1C1I7A6R', 'NEW8'] },
      sort: [{ field: 'externalId' }],
      fields: ['amount', 'name'],
    })
    expect(records as unknown as JsonObject[]).toMatchObject([
      { amount: { amount: '1055.00' }, version: 2 },
      { name: 'GTX Pro – Isdom', version: 2 },
    ])
  })
})

describe('checking a mapping', () => {
  let tenon: TestRecords
  beforeAll(async () => {
    tenon = await openTestRecords('pglite', crmModel())
  })
  afterAll(() => tenon.close())

  const source = { file: 'a.csv', entity: 'product', key: 'name', fields: { name: { column: 'n' } } }
  test.each([
    [{ name: 'x', sources: [{ ...source, fields: { name: { colum: 'n' } } }] }, '/sources/0/fields/name'],
    [
      { name: 'x', sources: [{ ...source, fields: { ...source.fields, serie: { column: 's' } } }] },
      '/sources/0/fields/serie',
    ],
    [{ name: 'x', sources: [{ ...source, key: 'series' }] }, '/sources/0/key'],
    [
      { name: 'x', sources: [{ ...source, fields: { name: { column: 'n', dateFormat: 'nonsense' } } }] },
      '/sources/0/fields/name/dateFormat',
    ],
    [
      { name: 'x', sources: [{ ...source, fields: { name: { column: 'n', by: 'name' } } }] },
      '/sources/0/fields/name/by',
    ],
    [{ name: 'x', sources: [] }, '/sources'],
  ])('%j is refused with the place of the mistake', async (wrong, pointer) => {
    const running = makeRunImport(tenon)(tenon.system, {
      mapping: wrong,
      readFile: () => Readable.from(['n\r\nA\r\n']),
      onProgress: () => undefined,
      writeReject: () => undefined,
    })
    await expect(running).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      problems: expect.arrayContaining([expect.objectContaining({ pointer })]),
    })
  })

  test('a column that the file does not have is named, with the nearest that it has', async () => {
    const running = makeRunImport(tenon)(tenon.system, {
      mapping: { name: 'x', sources: [{ ...source, fields: { name: { column: 'nam' } } }] },
      readFile: () => Readable.from(['name\r\nA\r\n']),
      onProgress: () => undefined,
      writeReject: () => undefined,
    })
    await expect(running).rejects.toThrow("did you mean 'name'?")
  })
})

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeRunImport } from '../../../core/src/imports/run-import.ts'
import { makeRunImportFiles } from '../../../core/src/imports/run-import-files.ts'
import { openTestRecords, type TestRecords } from '../records/open-test-records.ts'

let tenon: TestRecords
let folder: string
beforeAll(async () => {
  tenon = await openTestRecords('pglite')
  folder = mkdtempSync(join(tmpdir(), 'tenon-import-'))
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await tenon.close()
})

function writeMapping(file: string, fields: object): string {
  const path = join(folder, 'mapping.json')
  writeFileSync(path, JSON.stringify({ name: 'Test', sources: [{ file, entity: 'account', key: 'code', fields }] }))
  return path
}

test('rejects are written as CSV that holds any value, and dates and new targets are made as the mapping says', async () => {
  writeFileSync(
    join(folder, 'deals.csv'),
    'nr,title,owner company,closes\n1,A,新公司,3/31/2026\n2,"B ""x"", y",,31.3.2026\n3,C,新公司,\n',
  )
  const mapping = join(folder, 'deals.json')
  const fields = {
    name: { column: 'title' },
    account: { column: 'owner company', whenMissing: 'createMissing' },
    closesOn: { column: 'closes', dateFormat: 'M/D/YYYY' },
  }
  const sources = [{ file: 'deals.csv', entity: 'deal', key: 'name', fields }]
  writeFileSync(mapping, JSON.stringify({ name: 'Deals', sources }))
  const rejects = join(folder, 'rejects.csv')
  const report = await makeRunImportFiles({ runImport: makeRunImport(tenon) })(tenon.system, { mapping, rejects })
  expect(report).toMatchObject({ rejects: 1, rejectsFile: rejects, sources: [{ read: 3, created: 2, rejected: 1 }] })
  expect(readFileSync(rejects, 'utf8')).toBe(
    'file,line,column,value,reason,rule,guard\r\n"deals.csv","3","closes","31.3.2026","is not a date as M/D/YYYY","",""\r\n',
  )
  const { records } = await tenon.findRecords(tenon.system, {
    entity: 'deal',
    sort: [{ field: 'name' }],
    expand: ['account'],
  })
  expect(records).toMatchObject([
    { name: 'A', closesOn: '2026-03-31', $expanded: { account: { name: '新公司' } } },
    { name: 'C', closesOn: null, $expanded: { account: { name: '新公司' } } },
  ])
  expect(await tenon.count('account')).toBe(1)
})

test('a mapping reads no file outside its folder', async () => {
  const mapping = writeMapping('../secret.csv', { code: { column: 'a' } })
  const running = makeRunImportFiles({ runImport: makeRunImport(tenon) })(tenon.system, {
    mapping,
    rejects: join(folder, 'r.csv'),
  })
  await expect(running).rejects.toMatchObject({ code: 'BAD_REQUEST', message: /outside its folder/ })
})

test('a file that is not there is one clear error', async () => {
  const mapping = writeMapping('nowhere.csv', { code: { column: 'a' } })
  const running = makeRunImportFiles({ runImport: makeRunImport(tenon) })(tenon.system, {
    mapping,
    rejects: join(folder, 'r.csv'),
  })
  await expect(running).rejects.toMatchObject({ code: 'BAD_REQUEST', message: /nowhere\.csv cannot be read/ })
})

test('people of a file get the managers that it names; unknown ones, and circles, are rejected', async () => {
  writeFileSync(
    join(folder, 'people.csv'),
    'name,mail,boss\nAnn,ann@firm.example,Bea\nBea,bea@firm.example,cyd@firm.example\nCyd,cyd@firm.example,Ann\nDan,dan@firm.example,Nobody\n',
  )
  const mapping = join(folder, 'people.json')
  const users = { name: 'name', email: 'mail', manager: 'boss', roles: ['staff'] }
  writeFileSync(mapping, JSON.stringify({ name: 'People', sources: [{ file: 'people.csv', users }] }))
  const rejects = join(folder, 'people-rejects.csv')
  await makeRunImportFiles({ runImport: makeRunImport(tenon) })(tenon.system, { mapping, rejects })
  const people = await tenon.database
    .tenant(tenon.tenant.schema)
    .selectFrom('_user as u')
    .leftJoin('_user as m', 'm.id', 'u.manager_id')
    .select(['u.name', 'm.name as manager'])
    .where('u.email', 'like', '%@firm.example')
    .orderBy('u.name')
    .execute()
  expect(people).toEqual([
    { name: 'Ann', manager: 'Bea' },
    { name: 'Bea', manager: 'Cyd' },
    { name: 'Cyd', manager: null },
    { name: 'Dan', manager: null },
  ])
  expect(readFileSync(rejects, 'utf8').trim().split('\r\n').slice(1)).toEqual([
    '"people.csv","4","boss","Ann","managers would form a circle","",""',
    '"people.csv","5","boss","Nobody","there is no such person to be the manager","",""',
  ])
})

import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { amcheck } from '@electric-sql/pglite/contrib/amcheck'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { openDatabase } from '../../../core/src/db/open-database.ts'
import { orderByLanguage } from '../../../core/src/db/order-by-language.ts'
import { startPglite } from '../../../core/src/db/start-pglite.ts'
import { createPostgresDatabase } from '../../support/open-test-database.ts'

const BY_CODE_POINT = ['Anna', 'Zoe', 'anna', 'bob', 'ärger', '北京', '张伟', '李娜', '阿里']
const BY_LANGUAGE = ['anna', 'Anna', 'ärger', 'bob', 'Zoe', '阿里', '北京', '李娜', '张伟']

let formerFolder: string
let folder: string
/** The embedded database as it was before it had an order of its own: that of code points. */
beforeAll(async () => {
  formerFolder = await mkdtemp(join(tmpdir(), 'tenon-former-order-'))
  const former = await PGlite.create(join(formerFolder, 'pglite'))
  await former.exec('create table person (id serial, name text unique, note text)')
  await former.exec('create index person_note on person (lower(note), id)')
  for (const name of BY_CODE_POINT) await former.query('insert into person (name, note) values ($1, $1)', [name])
  expect(await namesOf(former)).toEqual(BY_CODE_POINT)
  await former.close()
})
afterAll(() => rm(formerFolder, { recursive: true, force: true }))
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tenon-order-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function namesOf(pglite: Pick<PGlite, 'query' | 'exec'>): Promise<string[]> {
  await pglite.exec('set enable_seqscan = off; set enable_sort = off')
  const { rows } = await pglite.query<{ name: string }>('select name from person order by name')
  return rows.map(({ name }) => name)
}

/** Fails where an index is not in the order in which its database compares. */
async function checkIndexes(): Promise<void> {
  const pglite = await PGlite.create(join(folder, 'pglite'), { extensions: { amcheck } })
  await pglite.exec('create extension if not exists amcheck')
  await pglite.query(`select bt_index_check(index => indexrelid, heapallindexed => true) from pg_index
    where indrelid = 'person'::regclass`)
  await pglite.close()
}

test('the embedded database orders letters without regard to case and Chinese by pinyin, in memory as in a folder', async () => {
  for (const place of [null, folder]) {
    const database = await openDatabase({ kind: 'pglite', folder: place })
    const { rows } = await database.execute('select name from unnest($1::text[]) name order by name', [BY_CODE_POINT])
    expect(rows).toEqual(BY_LANGUAGE.map((name) => ({ name })))
    await database.close()
  }
})

test('it has the order of a PostgreSQL that was created as the README says', async () => {
  const url = await createPostgresDatabase({ icuLocale: 'zh-Hans-u-kr-latn' })
  const places = [
    await openDatabase({ kind: 'pglite', folder: null }),
    await openDatabase({ kind: 'postgres', url, poolSize: 1 }),
  ]
  const signs = [
    ...'的一是在不了有我他这中大来上国张李王赵陈杨黄周吴徐孙胡朱高林何郭马罗台臺车車长龥〇aAzZéßøя한ア１Ａ _-.9',
  ]
  const texts = signs.flatMap((one, at) => [one, `${one}${signs[(at * 7 + 3) % signs.length]}`])
  const [embedded, postgres] = await Promise.all(
    places.map((place) => place.execute('select t from unnest($1::text[]) t order by t', [texts])),
  )
  expect(embedded?.rows).toEqual(postgres?.rows)
  for (const place of places) await place.close()
})

test('a folder that was made with the order of code points gets the new one, and its indexes find all that they found', async () => {
  await cp(formerFolder, folder, { recursive: true })
  for (const _ of ['first start', 'second start']) {
    const pglite = await startPglite(folder)
    expect(await namesOf(pglite)).toEqual(BY_LANGUAGE)
    for (const name of BY_LANGUAGE) {
      const { rows } = await pglite.query('select name from person where name = $1', [name])
      expect(rows).toEqual([{ name }])
      await expect(pglite.query('insert into person (name) values ($1)', [name])).rejects.toThrow('duplicate key')
    }
    await pglite.close()
  }
  await checkIndexes()
})

test('a process that ends between the new order and the indexes leaves them to the next one', async () => {
  await cp(formerFolder, folder, { recursive: true })
  const ended = await PGlite.create(join(folder, 'pglite'))
  expect(await orderByLanguage(ended)).toBe('after its next start')
  await ended.close()
  await expect(checkIndexes()).rejects.toThrow(/item order/)
  const pglite = await startPglite(folder)
  expect(await namesOf(pglite)).toEqual(BY_LANGUAGE)
  await pglite.close()
  await checkIndexes()
})

test('indexes are made again where the database comes with another version of the order, and only then', async () => {
  await cp(formerFolder, folder, { recursive: true })
  const first = await startPglite(folder)
  const file = "select pg_relation_filepath(indexrelid) as path from pg_index where indrelid = 'person'::regclass"
  const before = (await first.query(file)).rows
  await first.close()
  const again = await startPglite(folder)
  expect((await again.query(file)).rows).toEqual(before)
  await again.exec(`update pg_database set datcollversion = '0.1'`)
  await again.close()
  const renewed = await startPglite(folder)
  expect((await renewed.query(file)).rows).not.toEqual(before)
  expect(
    (
      await renewed.query(
        `select count(*)::int as n from pg_database where datcollversion = '0.1' and datname = current_database()`,
      )
    ).rows,
  ).toEqual([{ n: 0 }])
  await renewed.close()
  await checkIndexes()
})

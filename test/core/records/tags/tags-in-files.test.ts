import { Readable } from 'node:stream'
import { text as collectText } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkMapping } from '../../../../core/src/imports/check-mapping.ts'
import { makeTargetFinder } from '../../../../core/src/imports/find-targets.ts'
import { mapRows } from '../../../../core/src/imports/map-rows.ts'
import { makeExportRecords } from '../../../../core/src/records/export-records.ts'
import { makeTags } from '../../../../core/src/records/tags/make-tags.ts'
import { openTestRecords, type TestRecords } from '../open-test-records.ts'

let tenon: TestRecords
let ids: string[]
beforeAll(async () => {
  tenon = await openTestRecords('pglite')
  const tags = makeTags(tenon)
  const made = [await tags.create(tenon.system, { name: 'VIP' }), await tags.create(tenon.system, { name: '北方' })]
  ids = made.map(({ id }) => id)
})
afterAll(() => tenon.close())

test('an export shows tags where they are asked for, by id and by name', async () => {
  await tenon.createRecord(tenon.system, { entity: 'account', values: { name: 'Acme', tags: ids } })
  const exported = makeExportRecords({ ...tenon, recordChange: async () => undefined })
  const read = async (input: object) => {
    const { text } = await exported(tenon.system, { entity: 'account', ...input })
    return (await collectText(Readable.from(text))).split('\r\n')
  }
  const [header, row] = await read({ fields: ['name', 'tags'], titles: true })
  expect(header).toBe('name,tags,tags.title')
  expect(row).toBe(`Acme,"${ids.join(', ')}","VIP, 北方"`)
  expect((await read({ fields: ['tags'], header: 'labels' }))[0]).toBe('Tags')
  expect((await read({}))[0]).not.toContain('tags')
})

test('an import finds them by name, however it is written, or by id, and says which are not there', async () => {
  const model = await tenon.models.get(tenon.tenant)
  const entity = model.entities.get('account')
  if (entity === undefined) throw new Error('no account')
  const rejects: string[] = []
  const tally = { reject: ({ reason }: { reason: string }) => void rejects.push(reason) }
  const mapped = async (by: 'name' | 'id', cells: string[]) => {
    const fields = { name: { column: 'name' }, tags: { column: 'tags', by } }
    const source = { file: 'a.csv', entity: 'account', key: 'name', fields }
    const rows = cells.map((tags, index) => ({
      line: index + 2,
      cells: new Map([
        ['name', `Row ${index}`],
        ['tags', tags],
      ]),
      damage: null,
    }))
    const finder = makeTargetFinder(tenon)
    return mapRows({ ctx: tenon.system, model, entity, source, finder, tally } as never, rows as never)
  }
  const named = await mapped('name', ['vip，北方', '', 'ＶＩＰ', 'unknown'])
  expect(named.map(({ values }) => values['tags'])).toEqual([ids, undefined, [ids[0]]])
  expect(rejects).toEqual(["there is no tag whose name is 'unknown'"])
  expect((await mapped('id', [ids.join(', ')]))[0]?.values['tags']).toEqual(ids)
})

test('a mapping that would make tags is refused', async () => {
  const rights = await tenon.access.of(tenon.system, await tenon.models.get(tenon.tenant))
  const fields = { name: { column: 'n' }, tags: { column: 't', whenMissing: 'createMissing' } }
  const mapping = { name: 'm', sources: [{ file: 'a.csv', entity: 'account', key: 'name', fields }] }
  expect(() => checkMapping(mapping, { rights, rowHooks: [], keyed: (source) => source })).toThrow('make them first')
})

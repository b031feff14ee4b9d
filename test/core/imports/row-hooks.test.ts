import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { openStockTenant, pluginFolder, type StockTenant } from '../actions/open-stock-tenant.ts'
import { STOCK_PLUGIN } from '../actions/stock-plugin.ts'

const SOURCE = {
  file: 'items.csv',
  entity: 'item',
  key: 'name',
  rows: 'stock/clean',
  fields: { name: { column: 'name' }, worth: { column: 'amount', currency: 'EUR' }, note: { column: 'note' } },
}

describe.each(DATABASE_KINDS)('rows put in order by a plugin on %s', (kind) => {
  let stock: StockTenant
  let folder: string
  beforeAll(async () => {
    stock = await openStockTenant(kind)
    folder = mkdtempSync(join(tmpdir(), 'tenon-rows-'))
  })
  afterAll(async () => {
    rmSync(folder, { recursive: true })
    await stock?.close()
  })
  beforeEach(async () => {
    await stock.tenon.database.execute(`delete from "${stock.tenant.schema}"."item"`)
  })

  async function run(text: string, changes: object = {}) {
    const [mapping, rejects] = [join(folder, 'mapping.json'), join(folder, 'rejects.csv')]
    writeFileSync(join(folder, 'items.csv'), text)
    writeFileSync(mapping, JSON.stringify({ name: 'Items', sources: [{ ...SOURCE, ...changes }] }))
    const report = await stock.tenon.runImportFiles(stock.system, { mapping, rejects })
    const lines = readFileSync(rejects, 'utf8').trim().split('\r\n').slice(1)
    const cells = lines.map((line) => line.slice(1, -1).split('","'))
    return { counts: report.sources[0], rejects: cells.sort((one, two) => Number(one[1]) - Number(two[1])) }
  }
  const names = async () => {
    const { records } = await stock.tenon.services.records.find(stock.system, {
      ...{ entity: 'item', sort: [{ field: 'name' }], limit: 200, fields: ['name', 'worth', 'note'] },
    })
    return records.map(({ name, worth, note }) => [name, worth, note])
  }

  test('are changed and given new columns before the mapping reads them; refused ones are told with their line', async () => {
    const text = 'name,price,note\n lamp ,€ 12.5,old\n?thing,€1,\nchair,€3\ntable,€x,\n'
    const { counts, rejects } = await run(text)
    expect(counts).toEqual({ file: 'items.csv', read: 4, created: 1, updated: 0, unchanged: 0, rejected: 3 })
    expect(rejects).toEqual([
      ['items.csv', '3', 'name', '?thing', 'Nobody knows what this is.', '', ''],
      ['items.csv', '4', '', '', '2 cells where the header has 3', '', ''],
      ['items.csv', '5', 'amount', 'x', 'is not a number', '', ''],
    ])
    expect(await names()).toEqual([['LAMP', { amount: '12.50', currency: 'EUR' }, 'old']])
    const second = await run(text)
    expect(second.counts).toMatchObject({ created: 0, unchanged: 1, rejected: 3 })
  })

  test('come to the plugin in batches, and what many rows become is what each of them says', async () => {
    const rows = Array.from({ length: 250 }, (_, i) => `n${i},€${i},`)
    const { counts, rejects } = await run(`name,price,note\n${rows.join('\n')}\n`)
    expect(rejects).toEqual([])
    expect(counts).toMatchObject({ read: 250, created: 250 })
  })

  test('a hook that fails ends the import with its name and the lines, and nothing beyond finished batches is written', async () => {
    const rows = Array.from({ length: 620 }, (_, i) => (i === 540 ? 'explode,€1,' : `n${i},€${i},`))
    const failing = run(`name,price,note\n${rows.join('\n')}\n`)
    await expect(failing).rejects.toMatchObject({
      ...{ code: 'PLUGIN_THREW', plugin: 'stock' },
      message: expect.stringMatching(
        /lines 502–601 of items\.csv, which 'stock\/clean' could not work on: .*no such column/,
      ),
    })
    const find = { entity: 'item', limit: 1, count: true }
    expect((await stock.tenon.services.records.find(stock.system, find)).count).toBe(500)
  })

  test('a value that is no text is an error that names hook, line and column, and nothing is written', async () => {
    await expect(run('name,price,note\na,€1,\n', { rows: 'stock/odd' })).rejects.toMatchObject({
      ...{ code: 'PLUGIN_BAD_RETURN', plugin: 'stock' },
      message: "The import ended at line 2 of items.csv: 'stock/odd' gave '7' for the column 'name'; a text is needed.",
    })
    expect(await names()).toEqual([])
  })

  test('a hook adds a thousand columns to a batch at most: each of them is in each of its rows', async () => {
    const rows = (count: number) =>
      `name,price,note\n${Array.from({ length: count }, (_, i) => `n${i},1,`).join('\n')}\n`
    const fields = { name: { column: 'name' }, note: { column: 'c999' } }
    const fitting = await run(rows(50), { rows: 'stock/wide', fields })
    expect(fitting.counts).toMatchObject({ created: 50 })
    expect((await names()).filter(([, , note]) => note === 'x')).toEqual([['n49', null, 'x']])
    await expect(run(rows(51), { rows: 'stock/wide', fields })).rejects.toMatchObject({
      ...{ code: 'PLUGIN_BAD_RETURN', plugin: 'stock' },
      message:
        "The import ended at lines 2–52 of items.csv: 'stock/wide' added 1020 columns to them; at most 1000 are allowed.",
    })
  })

  describe('while the plugin is replaced', () => {
    const text = `name,price,note\n${Array.from({ length: 1200 }, (_, i) => `n${i},€${i},`).join('\n')}\n`
    const [mark, bare] = [
      "amount: values.price.replace('€', '')",
      "amount: values.price.replace('€', ''), note: 'by 1.1.0'",
    ]
    /** The plugin is replaced once a thousand rows have gone through its hook: the file is a pipe, and ends after that. */
    const readIn = async (replace: () => Promise<unknown>) => {
      const mapping = join(folder, 'mapping.json')
      const rejects = join(folder, 'rejects.csv')
      const pipe = join(folder, 'pipe.csv')
      rmSync(pipe, { force: true })
      execFileSync('/usr/bin/env', ['mkfifo', pipe])
      writeFileSync(mapping, JSON.stringify({ name: 'Items', sources: [{ ...SOURCE, file: 'pipe.csv' }] }))
      const stored = Promise.withResolvers<void>()
      const onProgress = () => stored.resolve()
      const run = stock.tenon.runImportFiles(stock.system, { mapping, rejects, onProgress })
      const file = await open(pipe, 'w')
      await file.write(text.slice(0, text.indexOf('n1050,')))
      await stored.promise
      await replace()
      await file.write(text.slice(text.indexOf('n1050,')))
      await file.close()
      return (await run).sources[0]
    }
    const install = async (change: (hooks: string) => string, version: string) => {
      const plugin = { ...(STOCK_PLUGIN['plugin.json'] as object), version }
      const files = { ...STOCK_PLUGIN, 'plugin.json': plugin, 'hooks.ts': change(String(STOCK_PLUGIN['hooks.ts'])) }
      const { folder: from, remove } = pluginFolder(files)
      const packed = await stock.tenon.loadPluginFolder(from)
      await stock.tenon.installPlugins(stock.system, [packed], { downgrade: true })
      remove()
    }
    afterEach(() => install((hooks) => hooks, '1.0.0'))

    test('the rows of a batch go through one version, and the report has the line from which it was the new one', async () => {
      const counts = await readIn(() => install((hooks) => hooks.replace(mark, bare), '1.1.0'))
      expect(counts).toEqual({
        ...{ file: 'pipe.csv', read: 1200, created: 1200, updated: 0, unchanged: 0, rejected: 0 },
        hookVersions: [
          { version: '1.0.0', line: 2 },
          { version: '1.1.0', line: 1002 },
        ],
      })
      const where = { field: 'note', op: 'eq', value: 'by 1.1.0' } as const
      const find = { entity: 'item', where, limit: 1, count: true }
      expect((await stock.tenon.services.records.find(stock.system, find)).count).toBe(200)
    })

    test('by one that has not the hook any more, the import ends with what has become of it, and finished batches stay', async () => {
      const gone = readIn(() => install((hooks) => hooks.replace('clean: (rows)', 'tidy: (rows)'), '1.2.0'))
      await expect(gone).rejects.toMatchObject({ code: 'PLUGIN_LOAD_FAILED', plugin: 'stock' })
      await expect(gone).rejects.toThrow(
        /^The import ended at lines 1002–1101 of pipe\.csv, which 'stock\/clean' could not work on: .*imports\.clean/,
      )
      const find = { entity: 'item', limit: 1, count: true }
      expect((await stock.tenon.services.records.find(stock.system, find)).count).toBe(1000)
    })
  })

  test.each([
    ['stock/claen', /did you mean 'stock\/clean'\?/],
    ['other/thing', /there are stock\/clean, stock\/odd, stock\/wide/],
    ['clean', /a plugin and its hook are needed/],
  ])('the hook %s is refused before anything is read', async (rows, message) => {
    const refused = await run('name,price,note\na,€1,\n', { rows }).catch((error) => error)
    expect(refused).toMatchObject({ code: 'BAD_REQUEST', problems: [{ pointer: '/sources/0/rows' }] })
    expect(refused.message).toMatch(message)
    expect(await names()).toEqual([])
  })

  test('a column that neither the file nor the hook has is still a mistake in the mapping', async () => {
    const fields = { ...SOURCE.fields, note: { column: 'noet' } }
    await expect(run('name,price,note\na,€1,\n', { fields })).rejects.toThrow("did you mean 'note'?")
  })
})

import { setTimeout as sleep } from 'node:timers/promises'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  entityFile,
  hooksFile,
  manifest,
  openPluginTenant,
  type PluginFiles,
  type PluginTenant,
} from '../../support/open-plugin-tenant.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'

const capabilities = ['read', 'write', 'delete'].map((right) => {
  return { capability: `entity:box:${right}`, reason: { en: 'Boxes.' } }
})

function box(version: string, lifecycle: string, more = ''): PluginFiles {
  return {
    'plugin.json': manifest('box', { version, capabilities }),
    'entities/box.schema.json': entityFile('box', { size: { fieldType: 'integer' } }),
    'hooks.ts': hooksFile(`{ lifecycle: { ${lifecycle} }, ${more} }`),
  }
}

const ALL = "(await tenon.records.find({ entity: 'box', limit: 200, sort: [{ field: 'name' }] })).records"

describe.each(DATABASE_KINDS)('what lifecycle hooks have written to records, on %s', (kind) => {
  let opened: PluginTenant
  beforeAll(async () => {
    opened = await openPluginTenant(kind)
  })
  afterAll(() => opened?.close())
  beforeEach(async () => {
    await opened.install(box('1.0.0', ''))
    const old = await boxes()
    for (const { id, version } of old)
      await opened.tenon.services.records.delete(opened.ctx, { entity: 'box', id, version })
    for (let at = 0; at < 150; at++) await opened.create('box', { name: `b${100 + at}`, size: at })
  })

  const boxes = () => opened.find('box', { limit: 200, sort: [{ field: 'name' }] })
  const told = (records: TenonRecord[]) => records.map(({ id, name, size }) => [id, name, size])

  test('is taken back where the upgrade is: changed, deleted and new records are as they were', async () => {
    const before = await boxes()
    const halfway = `async onUpgrade(_, tenon) {
      for (const [at, { id, version, values }] of ${ALL}.map((one) => ({ ...one, values: one })).entries()) {
        if (at === 120) throw new Error('halfway')
        if (at === 7) await tenon.records.delete({ entity: 'box', id, version })
        else await tenon.records.update({ entity: 'box', id, version, values: { size: values.size + 1000 } })
        if (at % 10 === 0) await tenon.records.create({ entity: 'box', values: { name: 'a' + at, size: at } })
      }
    }`
    await expect(opened.install(box('2.0.0', halfway))).rejects.toThrow(
      /^plugin 'box' was not upgraded, and everything is as it was before: .*halfway/,
    )
    expect(told(await boxes())).toEqual(told(before))
  })

  test('of an install is taken back too: nothing of it comes when the plugin is installed again', async () => {
    const twice = (end: string) => ({
      'plugin.json': manifest('lid', {
        capabilities: ['read', 'write'].map((right) => ({
          capability: `entity:lid:${right}`,
          reason: { en: 'Lids.' },
        })),
      }),
      'entities/lid.schema.json': entityFile('lid', {}),
      'hooks.ts': hooksFile(`{ lifecycle: { async onInstall(_, tenon) {
        for (const name of ['x', 'y']) await tenon.records.create({ entity: 'lid', values: { name } })
        ${end}
      } } }`),
    })
    await expect(opened.install(twice("throw new Error('late')"))).rejects.toThrow(/'lid' was not installed.*late/)
    await opened.install(twice(''))
    expect((await opened.find('lid', { sort: [{ field: 'name' }] })).map(({ name }) => name)).toEqual(['x', 'y'])
  })

  test('is taken back where a removal is refused by its hook, and stays where it is passed over', async () => {
    const parting = `async onUninstall(_, tenon) {
      for (const { id, version } of ${ALL}) await tenon.records.update({ entity: 'box', id, version, values: { size: 9 } })
      reject({ en: 'Not yet.', 'zh-CN': '还不行。' })
    }`
    await opened.install(box('1.1.0', parting))
    const before = await boxes()
    await expect(opened.tenon.removePlugin(opened.ctx, 'box', { consent: true })).rejects.toThrow(
      "plugin 'box' was not removed, because its onUninstall did not allow it: Not yet.",
    )
    expect(told(await boxes())).toEqual(told(before))
    const gone = await opened.tenon.removePlugin(opened.ctx, 'box', { consent: true, force: true })
    expect(gone).toMatchObject({ passedOver: 'Not yet.' })
    await opened.install(box('1.0.0', ''))
    expect(new Set((await boxes()).map((one) => one['size']))).toEqual(new Set([9]))
  })

  test('stays where somebody has changed it since, and the message says of how many records', async () => {
    const waiting = `async onUpgrade(_, tenon) {
      const [first, second] = ${ALL}
      for (const { id, version } of [first, second]) await tenon.records.update({ entity: 'box', id, version, values: { size: 77 } })
      for (;;) if ((await tenon.records.get({ entity: 'box', id: first.id })).size === 5) throw new Error('somebody')
    }`
    const failing = opened.install(box('2.0.0', waiting)).catch((error) => error)
    const size = async () => (await boxes())[0]
    let first = await size()
    while (first?.['size'] !== 77) {
      await sleep(20)
      first = await size()
    }
    await opened.update('box', first, { size: 5 })
    const { message } = await failing
    expect(message).toMatch(
      /everything is as it was before, but for 1 of the records that its hook had written: .*somebody/,
    )
    expect((await boxes()).slice(0, 3).map((one) => one['size'])).toEqual([5, 1, 2])
  })

  test('that the new version’s own rules would not let back is said to stay', async () => {
    const rule =
      "entities: { box: { beforeUpdate: eachRecord(({ values }) => { if (values.size < 1000) reject('Too small.') }) } }"
    const growing = `async onUpgrade(_, tenon) {
      for (const { id, version } of ${ALL}) await tenon.records.update({ entity: 'box', id, version, values: { size: 2000 } })
      reject({ en: 'Enough.', 'zh-CN': '够了。' })
    }`
    const zh = { ...opened.ctx, locale: 'zh-CN' as const }
    const plugin = await opened.load(box('2.0.0', growing, rule))
    await expect(opened.tenon.installPlugins(zh, [plugin])).rejects.toThrow(
      "插件 'box' 未能升级，一切已恢复原状（其钩子写入的 150 条记录除外）：够了。",
    )
  })
})

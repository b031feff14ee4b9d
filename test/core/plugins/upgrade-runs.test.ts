import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { entityFile, manifest } from '../../support/open-plugin-tenant.ts'
import { box, HELD, OPTIONS, PATIENCE, ROWS, useLargeBox } from './use-large-box.ts'

const ONE = box({ version: '1.0.0', n: 'integer' })
const TWO = box({ version: '2.0.0', n: 'text' })
/** Its migration sees texts, and its hook what the migration has made of them. */
const TWO_WITH_HOOKS = box({
  version: '2.0.0',
  n: 'text',
  hooks: `
    migrations: { box: eachRecord(({ values }) => ({ n: values.n + ' pieces' })) },
    lifecycle: { onUpgrade: async ({ fromVersion, toVersion }, tenon) => {
      const { records } = await tenon.records.find({ entity: 'box', where: { field: 'n', op: 'eq', value: '7 pieces' } })
      await tenon.records.create({ entity: 'box',
        values: { name: 'told', n: [fromVersion, toVersion, records.length].join(' ') } })
    } },`,
})

describe('an upgrade that rewrites a large table', () => {
  const large = useLargeBox()

  test('is answered at once with a run; until it ends the old code and model are in force, then migrations and hooks run', async () => {
    await large.prepare({ rows: ROWS })
    const run = await large.beginAndStand(TWO_WITH_HOOKS)
    expect(run).toMatchObject({
      status: 'running',
      baseVersion: 1,
      version: null,
      plugins: [{ id: 'box', version: '2.0.0', from: '1.0.0' }],
    })
    const { rows } = await large.readRun()
    expect(rows).toEqual({ done: expect.any(Number), total: ROWS })
    expect(rows.done).toBeLessThan(HELD + 5_000)
    expect(await large.inForce()).toEqual({ plugin: '1.0.0', version: 1, type: 'integer' })
    expect(await large.create({ name: 'new', n: 7 })).toMatchObject({ n: 7, by: '1.0.0' })
    const found = await large.find('n', 7)
    for (const { id, version } of found.filter(({ name }) => name === 'B7')) {
      await large.tenon.services.records.update(large.ctx, { entity: 'box', id, version, values: { name: 'B7 seen' } })
    }
    expect(await large.audited()).toEqual(['plugin.install user:u1'])
    large.letGo()
    await large.until(({ status }) => status === 'finishing' || status === 'done')
    await large.ended()
    expect(await large.readRun()).toMatchObject({ id: run.id, status: 'done', version: 2, error: null })
    expect(await large.inForce()).toEqual({ plugin: '2.0.0', version: 2, type: 'text' })
    const told = await large.find('name', 'told')
    expect(told).toMatchObject([{ n: '1.0.0 2.0.0 2', by: '2.0.0' }])
    const { rows: wrong } = await sql`select name, n from ${large.table}
      where name <> 'told' and n is distinct from coalesce(substring(name from '^B([0-9]+)'), '7') || ' pieces'`.execute(
      large.db(),
    )
    expect(wrong).toEqual([])
    expect(await large.create({ name: 'newer', n: 'many' })).toMatchObject({ n: 'many', by: '2.0.0' })
    expect(await large.audited()).toEqual(['plugin.install user:u1', 'plugin.upgrade user:u1'])
    expect(await large.db().selectFrom('_publish_run').select('install_packages').execute()).toEqual([
      { install_packages: null },
    ])
  }, 120_000)

  test('keeps everything else from being installed, removed or published, and says what is under way', async () => {
    await large.prepare()
    const { id } = await large.beginAndStand(TWO)
    const names = /box 1\.0\.0 → 2\.0\.0/
    const other = { 'plugin.json': manifest('lid'), 'entities/lid.schema.json': entityFile('lid', {}) }
    const { revision } = await large.tenon.services.model.saveDraft(large.ctx, {
      revision: 0,
      edits: { entities: { box: { label: { en: 'Crate' } } } },
    })
    const attempts = [
      () => large.upgrade(box({ version: '3.0.0', n: 'decimal' })),
      () => large.upgrade(other, { grants: {} }),
      () => large.tenon.removePlugin(large.ctx, 'box', { consent: true }),
      () => large.tenon.services.model.publish(large.ctx, { revision }),
    ]
    for (const attempt of attempts) {
      await expect(attempt()).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringMatching(names) })
    }
    const chinese = large.tenon.installPlugins({ ...large.admin, locale: 'zh-CN' }, [await large.load(other)], {
      grants: {},
    })
    await expect(chinese).rejects.toMatchObject({
      message: '正在升级插件（box 1.0.0 → 2.0.0），尚未完成：请等待其完成，或先取消。',
    })
    await large.tenon.services.model.pausePublish(large.ctx, { id })
    for (const attempt of attempts) {
      await expect(attempt()).rejects.toMatchObject({ message: expect.stringMatching(/it is paused/) })
    }
    await large.tenon.services.model.resumePublish(large.ctx, { id })
    large.letGo()
    await large.ended()
    // What was drafted meanwhile lies on the new version.
    const draft = await large.tenon.services.model.draft(large.ctx)
    expect(draft).toMatchObject({ baseVersion: 2, edits: { entities: { box: { label: { en: 'Crate' } } } } })
    expect(await large.tenon.services.model.publish(large.ctx, { revision: draft.revision })).toEqual({ version: 3 })
    expect(await large.inForce()).toEqual({ plugin: '2.0.0', version: 3, type: 'text' })
  }, 120_000)

  test('can be paused and resumed', async () => {
    // More than the page that is under way when it is paused.
    await large.prepare({ rows: ROWS })
    const { id } = await large.beginAndStand(TWO)
    expect(await large.tenon.services.model.pausePublish(large.ctx, { id })).toMatchObject({ status: 'paused' })
    large.letGo()
    await new Promise((resolve) => setTimeout(resolve, 500))
    const paused = await large.readRun()
    expect(paused).toMatchObject({ status: 'paused', version: null })
    expect(paused.rows.done).toBeLessThan(paused.rows.total)
    expect(await large.inForce()).toEqual({ plugin: '1.0.0', version: 1, type: 'integer' })
    expect(await large.create({ name: 'new', n: 1 })).toMatchObject({ by: '1.0.0' })
    expect(await large.tenon.services.model.resumePublish(large.ctx, { id })).toMatchObject({ status: 'running' })
    await large.ended()
    expect(await large.inForce()).toEqual({ plugin: '2.0.0', version: 2, type: 'text' })
  }, 120_000)

  test.each(['running', 'paused'])(
    'cancelled while %s leaves the old version whole, and can be asked for again',
    async (status) => {
      await large.prepare()
      const before = await large.untouched()
      const { id } = await large.beginAndStand(TWO_WITH_HOOKS)
      if (status === 'paused') await large.tenon.services.model.pausePublish(large.ctx, { id })
      expect(await large.tenon.services.model.cancelPublish(large.ctx, { id })).toMatchObject({ status: 'cancelled' })
      large.letGo()
      await expect.poll(large.untouched, PATIENCE).toEqual(before)
      expect(await large.create({ name: 'new', n: 1 })).toMatchObject({ by: '1.0.0' })
      await expect(large.tenon.services.model.resumePublish(large.ctx, { id })).rejects.toMatchObject({
        code: 'CONFLICT',
      })
      expect(await large.upgrade(TWO)).toMatchObject({ version: null })
      await large.ended()
      expect(await large.inForce()).toEqual({ plugin: '2.0.0', version: 2, type: 'text' })
    },
    60_000,
  )

  test('that meets a value written meanwhile which does not convert fails, says so, and leaves the old version whole', async () => {
    await large.prepare({ first: box({ version: '1.0.0', n: 'text' }) })
    const before = await large.untouched()
    await large.beginAndStand(box({ version: '2.0.0', n: 'integer', hooks: 'lifecycle: { onUpgrade() {} },' }))
    await large.create({ name: 'new', n: 'a dozen' })
    large.letGo()
    await large.ended()
    expect(await large.readRun()).toMatchObject({
      status: 'failed',
      version: null,
      error: {
        code: 'CONSENT_REQUIRED',
        message: expect.stringMatching(/^box 1\.0\.0 → 2\.0\.0 did not come into force, and what was installed stays/),
      },
    })
    await expect.poll(large.untouched, PATIENCE).toEqual(before)
    const found = await large.find('n', 'a dozen')
    expect(found).toMatchObject([{ name: 'new', by: '1.0.0' }])
  }, 120_000)

  test('whose hook fails after the swap puts everything back, and the run tells why', async () => {
    await large.prepare()
    const before = await large.inForce()
    const failing = box({
      version: '2.0.0',
      n: 'text',
      hooks: `lifecycle: { onUpgrade: () => { throw new Error('no room') } },`,
    })
    const { id } = await large.beginAndStand(failing)
    await large.letGoOnce()
    await large.until(({ undoing, rows }) => undoing && rows.done > 0)
    expect(await large.inForce()).toEqual({ plugin: '2.0.0', version: 2, type: 'text' })
    await expect(large.tenon.services.model.cancelPublish(large.ctx, { id })).rejects.toMatchObject({
      code: 'CONFLICT',
    })
    await expect(large.upgrade(box({ version: '3.0.0', n: 'text' }))).rejects.toMatchObject({
      code: 'CONFLICT',
      message:
        'An upgrade of plugins has failed and is being put back (box 1.0.0 → 2.0.0) and not done yet: wait for it.',
    })
    expect(await large.tenon.services.model.pausePublish(large.ctx, { id })).toMatchObject({ undoing: true })
    expect(await large.tenon.services.model.resumePublish(large.ctx, { id })).toMatchObject({ id, status: 'running' })
    large.letGo()
    await large.ended()
    expect(await large.readRun()).toMatchObject({
      status: 'failed',
      version: null,
      error: {
        code: 'PLUGIN_THREW',
        message: expect.stringMatching(/'box' was not upgraded, and everything is as it was before: .*no room/),
      },
    })
    expect(await large.inForce()).toEqual({ ...before, version: 3 })
    const { rows: wrong } =
      await sql`select 1 from ${large.table} where n is distinct from substr(name, 2)::int`.execute(large.db())
    expect(wrong).toEqual([])
    expect(await large.create({ name: 'new', n: 5 })).toMatchObject({ n: 5, by: '1.0.0' })
  }, 120_000)

  test('asks for choices and agreements before it begins', async () => {
    await large.prepare()
    const { revision } = await large.tenon.services.model.saveDraft(large.ctx, {
      revision: 0,
      edits: { entities: { box: { properties: { n: { help: { en: 'Ours.' } } } } } },
    })
    await large.tenon.services.model.publish(large.ctx, { revision })
    const newer = box({ version: '2.0.0', n: 'text', help: 'Theirs.' })
    await expect(large.upgrade(newer, { ...OPTIONS, otherwise: 'ask' })).rejects.toMatchObject({
      code: 'CONSENT_REQUIRED',
      problems: [{ rule: 'editConflict' }],
    })
    expect(await large.tenon.services.model.publishRun(large.ctx)).toBe(null)
    const [path] = ['/entities/box/properties/n/help/en']
    expect(await large.upgrade(newer, { ...OPTIONS, choices: { [path]: 'theirs' } })).toMatchObject({ version: null })
    await large.ended()
    const { entities } = await large.tenon.services.model.view(large.ctx)
    const field = entities['box']?.properties['n']
    expect(field).toMatchObject({ fieldType: 'text', help: { en: 'Theirs.' } })
  }, 120_000)

  test('that changes little is done at once, and so is a downgrade that does; one that rewrites is a run', async () => {
    await large.prepare()
    expect(await large.upgrade(box({ version: '1.1.0', n: 'integer', help: 'Pieces.' }))).toEqual({ version: 2 })
    expect(await large.upgrade(ONE, { ...OPTIONS, downgrade: true })).toEqual({ version: 3 })
    expect(await large.tenon.services.model.publishRun(large.ctx)).toBe(null)
    await large.upgrade(TWO)
    await large.ended()
    expect(await large.upgrade(ONE, { ...OPTIONS, downgrade: true })).toMatchObject({
      version: null,
      run: { plugins: [{ id: 'box', version: '1.0.0', from: '2.0.0' }] },
    })
    await large.ended()
    expect(await large.readRun()).toMatchObject({ status: 'done', error: null })
    expect(await large.inForce()).toEqual({ plugin: '1.0.0', version: 5, type: 'integer' })
  }, 120_000)
})

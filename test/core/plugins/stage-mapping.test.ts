import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPluginTenant, type PluginTenant } from '../../support/open-plugin-tenant.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'

const label = (en: string) => ({ en, 'zh-CN': en })

/** A plugin with one entity and a pipeline of these stages; without stages, without a pipeline. */
function jobs(version: string, stages: string[], lifecycle = '') {
  return {
    'plugin.json': { id: 'jobs', version, label: label('Jobs'), host: '^0.1.0' },
    'entities/job.schema.json': {
      ...{ type: 'object', name: 'job', label: label('Job'), pluralLabel: label('Jobs'), titleField: 'name' },
      properties: { name: { fieldType: 'text', label: label('Name') } },
    },
    ...(stages.length > 0 && {
      'pipelines/work.pipeline.json': {
        ...{ name: 'work', entity: 'job', label: label('Work') },
        stages: stages.map((name) => ({ name, label: label(name), category: 'open' })),
      },
    }),
    ...(lifecycle !== '' && {
      'hooks.ts': `import { definePlugin, reject } from '@tenon/sdk/plugin'
        export const plugin = definePlugin({ lifecycle: { ${lifecycle} } })`,
    }),
  }
}

const to = (stage: string, target: string | null) => ({
  ...{ entity: 'job', pipeline: 'work', stage },
  to: target === null ? null : { pipeline: 'work', stage: target },
})

describe.each(DATABASE_KINDS)('stages that a plugin takes away on %s', (kind) => {
  let opened: PluginTenant
  beforeAll(async () => {
    opened = await openPluginTenant(kind)
    await opened.install(jobs('1.0.0', ['open', 'check', 'done']))
    for (const stage of ['open', 'check', 'done']) await opened.create('job', { name: stage, stage })
  }, 120_000)
  afterAll(() => opened.close())

  const stages = async () => {
    const records = await opened.find('job')
    return Object.fromEntries(records.map((record) => [record['name'], record['stage']]))
  }
  const upgrade = async (files: ReturnType<typeof jobs>, more = {}) =>
    opened.tenon.installPlugins(opened.ctx, [await opened.load(files)], { downgrade: true, consent: true, ...more })

  test('are asked about before an upgrade, which tells them in its preview', async () => {
    const later = await opened.load(jobs('2.0.0', ['open', 'done']))
    const { plan } = await opened.tenon.previewInstall(opened.ctx, [later])
    expect(plan.stages.stranded).toMatchObject([{ entity: 'job', stage: 'check', live: 1 }])
    await expect(upgrade(jobs('2.0.0', ['open', 'done']))).rejects.toMatchObject({
      code: 'CONSENT_REQUIRED',
      problems: [{ rule: 'stageMapping' }],
    })
    expect(await stages()).toEqual({ open: 'open', check: 'check', done: 'done' })
  })

  test('a failed upgrade puts everything back, records of its new stages into the first one', async () => {
    const failing = jobs('2.0.0', ['open', 'done', 'late'], `onUpgrade: async () => reject('Not today.')`)
    const move = upgrade(failing, { stages: { mapping: [to('check', 'late')] } })
    await expect(move).rejects.toThrow('Not today.')
    expect(await stages()).toEqual({ open: 'open', check: 'check', done: 'done' })
  })

  test('an upgrade moves them, a downgrade can bring them back, and the draft’s undo does', async () => {
    await upgrade(jobs('2.0.0', ['open', 'done']), { stages: { mapping: [to('check', 'done')] } })
    expect(await stages()).toEqual({ open: 'open', check: 'done', done: 'done' })
    await upgrade(jobs('1.0.0', ['open', 'check', 'done']), { stages: { bringBack: true } })
    expect(await stages()).toEqual({ open: 'open', check: 'check', done: 'done' })
    const { model } = opened.tenon.services
    const { revision } = await model.draft(opened.ctx)
    const edits = { pipelines: { work: { stages: [{ name: 'open', label: label('open'), category: 'open' }] } } }
    const saved = await model.saveDraft(opened.ctx, { edits, revision })
    const mapping = [to('check', 'open'), to('done', 'open')]
    await expect(model.publish(opened.ctx, { revision: saved.revision })).rejects.toMatchObject({
      code: 'CONSENT_REQUIRED',
    })
    await model.publish(opened.ctx, { revision: saved.revision, stages: { mapping } })
    expect(await stages()).toEqual({ open: 'open', check: 'open', done: 'open' })
    await model.undo(opened.ctx)
    expect(await stages()).toEqual({ open: 'open', check: 'check', done: 'done' })
  })

  test('records that were put into an unknown stage by hand are found as drift and repaired', async () => {
    const { model } = opened.tenon.services
    await opened.tenon.database
      .execute(`update ${opened.tenant.schema}.job set stage = 'lost' where name = 'check'`)
      .catch(async () => {
        // Nobody gets there but by switching off the trigger that keeps out.
        await opened.tenon.database.execute(`alter table ${opened.tenant.schema}.job disable trigger _stage_fence`)
        await opened.tenon.database.execute(
          `update ${opened.tenant.schema}.job set stage = 'lost' where name = 'check'`,
        )
        await opened.tenon.database.execute(`alter table ${opened.tenant.schema}.job enable trigger _stage_fence`)
      })
    const drift = await model.drift(opened.ctx)
    expect(drift.items).toMatchObject([{ kind: 'strandedRecords', table: 'job', object: 'lost', repairable: true }])
    expect(drift.stranded).toMatchObject([{ stage: 'lost', live: 1, reason: 'missing' }])
    await expect(model.repairDrift(opened.ctx, {})).rejects.toMatchObject({ code: 'CONSENT_REQUIRED' })
    await model.repairDrift(opened.ctx, { stages: { mapping: [to('lost', 'check')] } })
    expect(await stages()).toEqual({ open: 'open', check: 'check', done: 'done' })
    expect((await model.drift(opened.ctx)).items).toEqual([])
  })

  test('a plugin that goes with its pipeline leaves the records of others outside of it, and they return with it', async () => {
    const board = {
      'plugin.json': {
        id: 'board',
        version: '1.0.0',
        label: label('Board'),
        host: '^0.1.0',
        dependencies: { jobs: '*' },
      },
      'pipelines/review.pipeline.json': {
        ...{ name: 'review', entity: 'job', label: label('Review') },
        stages: [{ name: 'waiting', label: label('Waiting'), category: 'open' }],
      },
    }
    await opened.install(board)
    await opened.create('job', { name: 'reviewed', pipeline: 'review' })
    const remove = opened.tenon.removePlugin
    await expect(remove(opened.ctx, 'board')).rejects.toMatchObject({ code: 'CONSENT_REQUIRED' })
    const mapping = [{ entity: 'job', pipeline: 'review', stage: 'waiting', to: { pipeline: 'work', stage: 'open' } }]
    await remove(opened.ctx, 'board', { stages: { mapping } })
    expect(await stages()).toMatchObject({ reviewed: 'open' })
    await upgrade(board as unknown as ReturnType<typeof jobs>, { stages: { bringBack: true } })
    expect(await stages()).toMatchObject({ reviewed: 'waiting' })
  })
})

import { expect, onTestFinished, test } from 'vitest'
import { claimEvents, readEvent } from '../../../core/src/events/claim-events.ts'
import { makeHookRunner } from '../../../core/src/hooks/make-hook-runner.ts'
import { mergeModel } from '../../../core/src/model/merge-model.ts'
import { makeCompleteEvent } from '../../../core/src/records/complete-event.ts'
import { createSandbox } from '../../../core/src/sandbox/create-sandbox.ts'
import { entity, field, pluginPackage } from '../model/sample-model.ts'
import { openTestRecords } from '../records/open-test-records.ts'
import { installedPlugin, recordingStore, unmasked } from './hook-kit.ts'

test('after-hooks are given fields without a value too, which the stored event leaves out', async () => {
  const fields = { note: field('text'), size: field('integer') }
  const document = mergeModel([pluginPackage('sample', { entities: [entity('thing', fields)] })], {})
  const [tenon, sandbox] = [await openTestRecords('pglite', document), createSandbox({ children: 1 })]
  onTestFinished(async () => {
    await sandbox.close()
    await tenon.close()
  })
  const plugin = await installedPlugin(sandbox, {
    id: 'telling',
    grants: ['entity:task:write'],
    hooks: `export const plugin = definePlugin({ entities: { thing: {
      afterUpdate: eachRecord(async ({ values, old }, tenon) => {
        await tenon.records.create({ entity: 'task', values: { values, old } })
      }) } } })`,
  })
  const { calls, records } = recordingStore()
  const hooks = makeHookRunner({
    ...{ sandbox, records, plugins: { get: async () => [plugin] } },
    ...{ maskRecords: unmasked, completeEvent: makeCompleteEvent(tenon) },
  })
  const { id } = await tenon.createRecord(tenon.system, { entity: 'thing', values: { name: 'One', size: 1 } })
  await tenon.updateRecord(tenon.system, { entity: 'thing', id, version: 1, values: { size: null } })
  const [, changed] = await claimEvents(tenon.database, tenon.tenant.schema, 10)
  const event = await readEvent(tenon.database, tenon.tenant.schema, changed?.id ?? '')
  if (event === null) throw new Error('no event')
  expect(event.before).not.toHaveProperty('note')
  const signal = new AbortController().signal
  await hooks.runAfter(tenon.tenant, { event, plugin: 'telling', hook: 'afterUpdate', signal })
  const common = { id, name: 'One', note: null, ownerId: null, deletedAt: null }
  const told = { values: { ...common, size: null }, old: { ...common, size: 1 } }
  expect(calls).toMatchObject([{ verb: 'create', input: { values: told } }])
})

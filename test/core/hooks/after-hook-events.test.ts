import { RECORD_EVENT_TYPES, type RecordEvent } from '@tenon/sdk/contract/record-event'
import { expect, test } from 'vitest'
import { makeHookRunner } from '../../../core/src/hooks/make-hook-runner.ts'
import { createSandbox } from '../../../core/src/sandbox/create-sandbox.ts'
import { installedPlugin, recordingStore, TENANT, unmasked } from './hook-kit.ts'

const FOLLOWING = `export const plugin = definePlugin({ entities: {
  testDrive: { afterUpdate: eachRecord(() => undefined) },
  task: { beforeCreate: eachRecord(() => undefined), afterCreate: eachRecord(() => undefined) },
} })`

test('the kinds of events that after-hooks want are those for which some hook is found', async () => {
  const sandbox = createSandbox({ children: 1 })
  try {
    const installed = [await installedPlugin(sandbox, { id: 'following', hooks: FOLLOWING })]
    const { records } = recordingStore({})
    const hooks = makeHookRunner({ sandbox, plugins: { get: async () => installed }, records, maskRecords: unmasked })
    const kinds = await hooks.afterHookEvents(TENANT)
    expect([...kinds].sort()).toEqual([
      'record.created task',
      'record.stageChanged testDrive',
      'record.updated testDrive',
    ])
    for (const type of RECORD_EVENT_TYPES) {
      for (const entity of ['testDrive', 'task', 'account']) {
        const found = await hooks.afterHooksFor(TENANT, { type, entity } as RecordEvent)
        expect([type, entity, found.length > 0]).toEqual([type, entity, kinds.includes(`${type} ${entity}`)])
      }
    }
  } finally {
    await sandbox.close()
  }
})

import { CORE_EVENTS } from '@tenon/sdk/contract/core-events'
import { expect, test } from 'vitest'
import { hearersAmong } from '../../../core/src/hooks/hearers-among.ts'
import { checkHeardEvents } from '../../../core/src/plugins/check-heard-events.ts'
import { checkManifest } from '../../../core/src/plugins/check-manifest.ts'
import { noHooks } from '../../../core/src/sandbox/read-inventory.ts'
import { pluginPackage } from '../model/sample-model.ts'

const hearing = (id: string, events: string[]) => pluginPackage(id, { hooks: { ...noHooks(), events } })

test('events of Tenon itself come to plugins whose code names them and that may read the entity', () => {
  const events = ['tenon.approvalRequested']
  const installed = [
    { package: hearing('reader', events), grants: ['entity:deal:read'] },
    { package: hearing('blind', events), grants: ['entity:deal:write'] },
    { package: hearing('deaf', []), grants: ['entity:deal:read'] },
  ]
  expect(hearersAmong(installed, 'tenon.approvalRequested', 'deal')).toEqual(['reader'])
  expect(hearersAmong(installed, 'tenon.approvalRequested', 'account')).toEqual([])
  expect(hearersAmong(installed, 'tenon.approvalDecided', 'deal')).toEqual([])
})

test('only those that there are can be named, and no plugin is called as they are', () => {
  const all = CORE_EVENTS.map((name) => `tenon.${name}`)
  expect(() => checkHeardEvents([hearing('shop', all)], 'en')).not.toThrow()
  expect(() => checkHeardEvents([hearing('shop', ['tenon.approvalAsked'])], 'en')).toThrow(
    /Tenon itself has no such event/,
  )
  const { manifest } = hearing('tenon', [])
  expect(checkManifest(manifest)).toMatchObject([{ pointer: '/id', rule: 'reservedName' }])
})

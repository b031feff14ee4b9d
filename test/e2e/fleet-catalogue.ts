import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Tenon } from '../../core/src/create-tenon.ts'
import { makeSigningKey } from '../../core/src/plugins/plugin-signature.ts'
import { FLEET_1, FLEET_2, packFolder, writeFleet, writeIndex } from '../core/plugins/fleet-plugin.ts'

const text = (en: string, zh: string) => ({ fieldType: 'text', label: { en, 'zh-CN': zh } })

/** The demo has vehicles already: this plugin has an entity of its own. */
const CAR = {
  type: 'object',
  name: 'companyCar',
  label: { en: 'Company car', 'zh-CN': '公司车辆' },
  pluralLabel: { en: 'Company cars', 'zh-CN': '公司车辆' },
  titleField: 'plate',
  icon: 'car',
  properties: { plate: text('Plate', '车牌'), note: text('Note', '备注') },
}

const HOOKS = `
import { definePlugin, eachRecord } from '@tenon/sdk/plugin'
export const plugin = definePlugin({
  entities: {
    companyCar: {
      beforeCreate: eachRecord(({ values }, tenon) => {
        if (values.plate === 'LOOP') for (;;);
        if (values.plate === 'THROW') throw new Error('The fleet service knows no such plate')
        tenon.log.info('Booked ' + values.plate + ' in ' + tenon.settings.region)
        return { note: 'up to ' + tenon.settings.limit }
      }),
    },
  },
})
`

const ASKS = [
  {
    capability: 'entity:companyCar:read',
    reason: { en: 'Looks for cars that are booked twice.', 'zh-CN': '查找重复预订的车辆。' },
  },
  FLEET_1.capabilities[1],
]
const ASKS_MORE = [
  ...ASKS,
  { capability: 'entity:companyCar:write', reason: { en: 'Books the next service.', 'zh-CN': '预订下次保养。' } },
]

/** Two signed versions of a fleet plugin and an unsigned one of another, as a catalogue with its list of trusted keys. */
export async function makeFleetCatalogue(tenon: Pick<Tenon, 'loadPluginFolder'>, root: string) {
  const shelf = join(root, 'shelf')
  const { privateKey, key } = makeSigningKey()
  const files = {
    'entities/vehicle.schema.json': undefined,
    'entities/company-car.schema.json': CAR,
    'hooks.ts': HOOKS,
  }
  const more = { ...CAR, properties: { ...CAR.properties, depot: text('Depot', '车库') } }
  const one = writeFleet(join(root, 'one'), { ...FLEET_1, capabilities: ASKS }, files)
  const two = writeFleet(
    join(root, 'two'),
    { ...FLEET_2, capabilities: ASKS_MORE },
    { ...files, 'entities/company-car.schema.json': more },
  )
  const parcels = {
    ...{ id: 'parcels', version: '0.3.0', host: '^0.1.0', label: { en: 'Parcels', 'zh-CN': '包裹' } },
    description: { en: 'Follows parcels on their way to the customer.', 'zh-CN': '跟踪寄给客户的包裹。' },
  }
  const none = { 'entities/vehicle.schema.json': undefined, 'hooks.ts': undefined }
  const parcel = { ...CAR, name: 'parcel', label: { en: 'Parcel' }, pluralLabel: { en: 'Parcels' } }
  mkdirSync(shelf, { recursive: true })
  await packFolder(tenon, one, { into: shelf, key: privateKey })
  const three = writeFleet(join(root, 'three'), parcels, { ...none, 'entities/parcel.schema.json': parcel })
  await packFolder(tenon, three, { into: shelf })
  await writeIndex(shelf)
  const trustFile = join(root, 'trusted.json')
  writeFileSync(trustFile, JSON.stringify({ keys: [{ name: 'Acme Fleet', key }] }))
  return {
    shelf,
    trustFile,
    /** Adds the second version of the fleet plugin, which asks for one capability more. */
    release: async (packer: Pick<Tenon, 'loadPluginFolder'>) => {
      await packFolder(packer, two, { into: shelf, key: privateKey })
      await writeIndex(shelf)
    },
  }
}

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Tenon } from '../../../core/src/create-tenon.ts'
import { buildCatalogue } from '../../../core/src/plugins/build-catalogue.ts'
import { packPlugin } from '../../../core/src/plugins/pack-plugin.ts'
import { packedFileName, packedText } from '../../../core/src/plugins/packed-plugin.ts'
import { signPackage } from '../../../core/src/plugins/plugin-signature.ts'

const READ = { capability: 'entity:vehicle:read', reason: { en: 'Looks at vehicles.', 'zh-CN': '查看车辆。' } }
const SEND = {
  capability: 'http:api.fleet.example',
  reason: { en: 'Asks the fleet service.', 'zh-CN': '查询车队服务。' },
}
const WRITE = { capability: 'entity:vehicle:write', reason: { en: 'Books services.', 'zh-CN': '预订保养。' } }

const RATE = { fieldType: 'decimal', label: { en: 'Rate', 'zh-CN': '费率' }, default: '7.5' }
const NOTE = { fieldType: 'text', label: { en: 'Contract number', 'zh-CN': '合同号' }, sensitive: true }
const REGION = {
  fieldType: 'choice',
  label: { en: 'Region', 'zh-CN': '地区' },
  options: [
    { value: 'north', label: { en: 'North', 'zh-CN': '北区' } },
    { value: 'south', label: { en: 'South', 'zh-CN': '南区' } },
  ],
}
const limit = (maximum: number) => ({
  fieldType: 'integer',
  label: { en: 'Limit', 'zh-CN': '上限' },
  help: { en: 'Vehicles per day.', 'zh-CN': '每天的车辆数。' },
  minimum: 1,
  maximum,
  default: 3,
})

const BASE = {
  id: 'fleet',
  label: { en: 'Fleet', 'zh-CN': '车队' },
  description: { en: 'Looks after the cars of a company.', 'zh-CN': '管理公司车辆。' },
  host: '^0.1.0',
  secrets: [
    {
      name: 'token',
      label: { en: 'Access token', 'zh-CN': '访问令牌' },
      help: { en: 'From the fleet service, under Account.', 'zh-CN': '在车队服务的账户页面获取。' },
      hosts: ['api.fleet.example'],
    },
  ],
}

/** The first version; the second asks for one capability more and has another form of settings. */
export const FLEET_1 = {
  ...BASE,
  version: '1.0.0',
  capabilities: [READ, SEND],
  settings: { properties: { rate: RATE, limit: limit(100), region: REGION, note: NOTE }, required: ['region'] },
}
export const FLEET_2 = {
  ...BASE,
  version: '1.1.0',
  capabilities: [READ, SEND, WRITE],
  settings: { properties: { rate: RATE, limit: limit(5), note: NOTE } },
}

const text = (en: string) => ({ fieldType: 'text', label: { en } })

const VEHICLE = {
  type: 'object',
  name: 'vehicle',
  label: { en: 'Vehicle', 'zh-CN': '车辆' },
  pluralLabel: { en: 'Vehicles', 'zh-CN': '车辆' },
  titleField: 'vin',
  properties: { vin: text('VIN'), note: text('Note') },
}

/** What the code reads of its settings and may read of records is written into the vehicle's note. */
const HOOKS = `
import { definePlugin, eachRecord } from '@tenon/sdk/plugin'
export const plugin = definePlugin({
  entities: {
    vehicle: {
      beforeCreate: eachRecord(async ({ values }, tenon) => {
        if (values.vin === 'LOOP') for (;;);
        if (values.vin === 'THROW') throw new Error('no such customer')
        tenon.log.info('vehicle ' + values.vin)
        const seen = await tenon.records.find({ entity: 'vehicle', limit: 1 }).then(() => 'may', (error) => error.code)
        return { note: JSON.stringify(tenon.settings) + ' ' + seen }
      }),
    },
  },
})
`

type Files = Record<string, unknown>

/** Writes a version of the fleet plugin, with other parts of its manifest and other files where they are given. */
export function writeFleet(folder: string, manifest: object = FLEET_1, files: Files = {}): string {
  const all: Files = { 'entities/vehicle.schema.json': VEHICLE, 'hooks.ts': HOOKS, ...files, 'plugin.json': manifest }
  for (const [file, content] of Object.entries(all)) {
    if (content === undefined) continue
    mkdirSync(join(folder, file, '..'), { recursive: true })
    writeFileSync(join(folder, file), typeof content === 'string' ? content : JSON.stringify(content))
  }
  return folder
}

/** The vehicle with a field more, as a second version may bring. */
export const VEHICLE_WITH_DEPOT = {
  'entities/vehicle.schema.json': { ...VEHICLE, properties: { ...VEHICLE.properties, depot: text('Depot') } },
}

/** The vehicle without its note. */
export const VEHICLE_WITHOUT_NOTE = {
  'entities/vehicle.schema.json': { ...VEHICLE, properties: { vin: text('VIN') } },
  'hooks.ts': undefined,
}

interface Packing {
  /** Where the packed file goes. */
  into: string
  /** Private key, as PEM. */
  key?: string
}

export async function packFolder(
  tenon: Pick<Tenon, 'loadPluginFolder'>,
  folder: string,
  { into, key }: Packing,
): Promise<string> {
  const packed = await packPlugin(folder, await tenon.loadPluginFolder(folder))
  mkdirSync(into, { recursive: true })
  const file = join(into, packedFileName(packed))
  const signed = key === undefined ? packed : signPackage(packed, { privateKey: key, name: 'whoever' })
  writeFileSync(file, packedText(signed))
  return file
}

export async function writeIndex(folder: string): Promise<void> {
  writeFileSync(join(folder, 'index.json'), JSON.stringify(await buildCatalogue(folder)))
}

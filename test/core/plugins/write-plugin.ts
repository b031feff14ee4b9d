import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'

/** File of a plugin → its text, or a value to be written as JSON. */
export type PluginFiles = Record<string, unknown>

/** A small plugin that is right in every way. */
export const GOOD_PLUGIN: PluginFiles = {
  'plugin.json': {
    $schema: '../plugin.schema.json',
    id: 'fleet',
    version: '1.2.0',
    label: { en: 'Fleet', 'zh-CN': '车队' },
    host: '^0.1.0',
    capabilities: [{ capability: 'entity:vehicle:read', reason: { en: 'Looks at vehicles.' } }],
  },
  'entities/vehicle.schema.json': {
    type: 'object',
    name: 'vehicle',
    label: { en: 'Vehicle', 'zh-CN': '车辆' },
    pluralLabel: { en: 'Vehicles', 'zh-CN': '车辆' },
    titleField: 'vin',
    properties: {
      vin: { fieldType: 'text', label: { en: 'VIN' } },
      price: { fieldType: 'money', label: { en: 'Price' } },
    },
  },
  'pipelines/service.pipeline.json': {
    name: 'service',
    entity: 'vehicle',
    label: { en: 'Service' },
    stages: [
      { name: 'waiting', label: { en: 'Waiting' }, category: 'open' },
      {
        name: 'done',
        label: { en: 'Done' },
        category: 'won',
        entry: { guards: [{ name: 'washed', label: { en: 'Washed?' } }] },
      },
    ],
  },
  'hooks.ts': [
    "import { definePlugin, eachRecord, reject } from '@tenon/sdk/plugin'",
    "import { needsVin } from './rules/needs-vin.ts'",
    'export const plugin = definePlugin({',
    '  entities: { vehicle: { beforeCreate: eachRecord(needsVin) } },',
    "  guards: { washed: eachRecord(() => { throw reject('Wash it first') }) },",
    '})',
    '',
  ].join('\n'),
  'rules/needs-vin.ts':
    "import type { HookRecord } from '@tenon/sdk/plugin'\nexport function needsVin(record: HookRecord) { return { vin: String(record.values['vin']) } }\n",
}

/** Writes a plugin into a folder that goes away with the test; `changes` replace files of the good one, undefined leaves one out. */
export function writePlugin(changes: PluginFiles = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'tenon-plugin-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [file, content] of Object.entries({ ...GOOD_PLUGIN, ...changes })) {
    if (content === undefined) continue
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), typeof content === 'string' ? content : JSON.stringify(content, null, 2))
  }
  return folder
}

/** A JSON file of the good plugin with one place changed; the path's steps are separated by `/`. */
export function changed(file: string, path: string, value: unknown): PluginFiles {
  const content = structuredClone(GOOD_PLUGIN[file]) as Record<string, unknown>
  const steps = path.split('/')
  const last = steps.pop() ?? ''
  const parent = steps.reduce((part, step) => part[step] as Record<string, unknown>, content)
  if (value === undefined) delete parent[last]
  else parent[last] = value
  return { [file]: content }
}

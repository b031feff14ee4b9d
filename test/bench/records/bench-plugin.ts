import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

export const STAGES = ['new', 'qualified', 'offer', 'negotiation', 'won', 'lost'] as const
export const SOURCES = ['web', 'fair', 'partner', 'call'] as const
export const REGIONS = ['north', 'east', 'south', 'west'] as const

const label = (en: string) => ({ en, 'zh-CN': en })
const choice = (values: readonly string[], more: object = {}) => ({
  ...{ fieldType: 'choice', label: label('Choice') },
  options: values.map((value) => ({ value, label: label(value) })),
  ...more,
})
const field = (fieldType: string, more: object = {}) => ({ fieldType, label: label(fieldType), ...more })

/** An opportunity of 20 fields and its account, as a sales team has it. */
const FIELDS = {
  name: field('text', { searchable: true, maxLength: 200 }),
  account: field('reference', { reference: { entity: 'account', onDelete: 'restrict' } }),
  phase: choice(STAGES, { indexed: true }),
  amount: field('money', { currency: 'USD' }),
  probability: field('percent'),
  closeOn: field('date'),
  source: choice(SOURCES),
  region: choice(REGIONS),
  city: field('text', { maxLength: 100 }),
  contactName: field('text', { maxLength: 100 }),
  contactEmail: field('email'),
  contactPhone: field('phone'),
  priority: field('integer', { minimum: 0, maximum: 9 }),
  score: field('decimal'),
  active: field('boolean'),
  website: field('url'),
  nextStep: field('text', { maxLength: 200 }),
  description: field('longText', { maxLength: 2000 }),
  lastContactAt: field('dateTime'),
  externalId: field('text', { maxLength: 50 }),
  rating: field('integer'),
}

const entity = (name: string, properties: object) => ({
  ...{ type: 'object', name, label: label(name), pluralLabel: label(`${name}s`), titleField: 'name' },
  properties,
  required: ['name'],
})

const HOOKS = `import { definePlugin, eachRecord } from '@tenon/sdk/plugin'
export const plugin = definePlugin({
  entities: { hookedOpportunity: { beforeCreate: eachRecord(({ values }) => ({ city: String(values.city).trim() })) } },
})
`

/** Writes the plugin that the figures are taken with; `hookedOpportunity` is `opportunity` with a hook before its creation. */
export function writeBenchPlugin(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tenon-bench-plugin-'))
  const files: Record<string, unknown> = {
    'plugin.json': {
      ...{ id: 'bench', version: '1.0.0', label: label('Bench'), host: '^0.1.0' },
      capabilities: [{ capability: 'entity:hookedOpportunity:write', reason: label('Trims.') }],
    },
    'entities/account.schema.json': entity('account', {
      name: field('text', { searchable: true, maxLength: 200 }),
      region: choice(REGIONS),
      city: field('text', { maxLength: 100 }),
      employees: field('integer'),
    }),
    'entities/opportunity.schema.json': { ...entity('opportunity', FIELDS) },
    'entities/hookedOpportunity.schema.json': {
      ...entity('hookedOpportunity', { ...FIELDS, phase: choice(STAGES) }),
      pluralLabel: label('hooked opportunities'),
    },
    'hooks.ts': HOOKS,
  }
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  }
  return folder
}

import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const label = (en: string) => ({ en, 'zh-CN': en })
const TYPES = ['text', 'integer', 'decimal', 'boolean', 'date'] as const

/** Twenty fields of five types, as many of each. */
export const FIELDS = Array.from({ length: 20 }, (_, index) => `field${index}`)

/** A value for each of them. */
export function growthValues(index: number): Record<string, unknown> {
  const ofType = {
    text: `Text ${index}`,
    integer: index % 1000,
    decimal: `${index % 1000}.25`,
    boolean: index % 2 === 0,
    date: '2026-03-15',
  }
  return Object.fromEntries(FIELDS.map((name, at) => [name, ofType[TYPES[at % TYPES.length] ?? 'text']]))
}

function entity(name: string, count: number): object {
  const properties = Array.from({ length: count }, (_, index) => [
    `field${index}`,
    {
      ...{ fieldType: TYPES[index % TYPES.length], label: label(`Field ${index}`) },
      ...(index === 1 && { indexed: true }),
    },
  ])
  return {
    ...{ type: 'object', name, label: label(name), pluralLabel: label(`${name}s`), titleField: 'field0' },
    ...{ properties: Object.fromEntries(properties), required: ['field0'] },
  }
}

/** Writes a plugin of entities by name and number of fields. */
export function writeGrowthPlugin(id: string, entities: Readonly<Record<string, number>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'tenon-growth-plugin-'))
  const files: Record<string, unknown> = {
    'plugin.json': { id, version: '1.0.0', label: label(id), host: '^0.1.0' },
    ...Object.fromEntries(
      Object.entries(entities).map(([name, count]) => [`entities/${name}.schema.json`, entity(name, count)]),
    ),
  }
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, JSON.stringify(content))
  }
  return folder
}

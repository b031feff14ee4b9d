import type { PluginManifest } from '@tenon/sdk/contract/plugin-manifest'
import type { CompiledEntity, ComputedField } from '../model/compiled-model.ts'

interface Use {
  entity: CompiledEntity
  field: ComputedField
}

/** What each of a plugin's computed hooks is given, and what it must give: by the fields that name it. */
export function computedTypes(
  { id }: PluginManifest,
  entities: readonly CompiledEntity[],
  typeName: (entity: string) => string,
): string[] {
  const uses = new Map<string, Use[]>()
  for (const entity of entities) {
    for (const field of entity.computedFields.filter(({ source }) => source === id)) {
      const { by } = field.computed
      uses.set(by, [...(uses.get(by) ?? []), { entity, field }])
    }
  }
  if (uses.size === 0) return []
  const lines = [...uses].map(([by, all]) => {
    const values = all.map(({ entity }) => givenType(entity, typeName(entity.name)))
    const value = all.map(({ entity, field }) => `${typeName(entity.name)}['${field.name}']`)
    return `  ${by}: { values: ${[...new Set(values)].join(' | ')}; value: ${[...new Set(value)].join(' & ')} }`
  })
  return ['interface ComputedTypes {', ...lines, '}']
}

/** Code is given no computed fields, and no numbers that the store gives while it writes. */
function givenType({ fields }: CompiledEntity, type: string): string {
  const left = [...fields.values()].filter((field) => field.computed !== null || field.type === 'sequence')
  return `Omit<${type}, ${left.map(({ name }) => `'${name}'`).join(' | ')}>`
}

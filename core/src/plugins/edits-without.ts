import type { ModelDocument, TenantEdits } from '@tenon/sdk/contract/model-document'

/**
 * The tenant's changes that are left when parts of the model go: those of parts that go are gone too; parts of its own,
 * and changes of what stays, remain.
 */
export function editsWithout(before: ModelDocument, after: ModelDocument, edits: TenantEdits): TenantEdits {
  const goes = (layer: 'entities' | 'pipelines' | 'views', name: string) =>
    Object.hasOwn(before[layer] ?? {}, name) && !Object.hasOwn(after[layer] ?? {}, name)
  const entities = Object.entries(edits.entities ?? {})
    .filter(([name]) => !goes('entities', name))
    .map(([name, patch]) => [name, withoutFields(patch, fieldsThatGo(before, after, name))])
  const pipelines = Object.entries(edits.pipelines ?? {}).filter(([name]) => !goes('pipelines', name))
  const views = Object.entries(edits.views ?? {}).filter(([name]) => !goes('views', name))
  return {
    ...edits,
    ...(edits.entities !== undefined && { entities: Object.fromEntries(entities) }),
    ...(edits.pipelines !== undefined && { pipelines: Object.fromEntries(pipelines) }),
    ...(edits.views !== undefined && { views: Object.fromEntries(views) }),
  }
}

function fieldsThatGo({ entities: before }: ModelDocument, { entities: after }: ModelDocument, name: string): string[] {
  const left = after[name]?.properties ?? {}
  return Object.keys(before[name]?.properties ?? {}).filter((field) => !Object.hasOwn(left, field))
}

function withoutFields<T>(patch: T, fields: string[]): T {
  if (typeof patch !== 'object' || patch === null || !('properties' in patch)) return patch
  const properties = Object.entries(patch.properties ?? {}).filter(([field]) => !fields.includes(field))
  return { ...patch, properties: Object.fromEntries(properties) }
}

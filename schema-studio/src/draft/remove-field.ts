import type { ModelEntity, TenantEdits } from '@tenon/sdk/contract/model-document'
import { editEntity } from './edit-entity.ts'
import { withRequired } from './with-required.ts'

/** Takes a field of the tenant's own away. Publishing parks its values. */
export function removeField(edits: TenantEdits, { entity, name }: { entity: ModelEntity; name: string }): TenantEdits {
  if (entity.fieldSources[name] !== 'tenant') return edits
  const optional = withRequired(edits, { entity, name, required: false })
  return editEntity(optional, entity.name, (before) => {
    const { [name]: _removed, ...properties } = before.properties ?? {}
    return withoutName({ ...before, properties }, name)
  })
}

/** Lists of the edits that name the field lose that name. */
function withoutName<E extends Record<string, unknown>>(edits: E, name: string): E {
  const { listFields, sections } = edits
  return {
    ...edits,
    ...(Array.isArray(listFields) && { listFields: listFields.filter((field) => field !== name) }),
    ...(Array.isArray(sections) && {
      sections: sections.map((section) => ({
        ...section,
        fields: section.fields.filter((field: string) => field !== name),
      })),
    }),
  }
}

import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { Locale } from '@tenon/sdk/contract/locale'
import type { ModelDocument, ModelEntity, TenantEdits } from '@tenon/sdk/contract/model-document'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { valueField } from '@tenon/sdk/contract/value-field'
import { applyEdits } from './apply-edits.ts'
import { checkComputed } from './check/check-computed.ts'
import { withResults } from './check/check-derived.ts'
import { checkGuards } from './check/check-guards.ts'
import { checkForm, checkModel } from './check/check-model.ts'
import { fieldsInUse } from './check/fields-in-use.ts'
import { checkDerivedSql } from './check-derived-sql.ts'
import { computedCode } from './computed-code.ts'
import { FIELD_TYPE_TABLE } from './field-types/field-type-table.ts'
import { followRenames } from './follow-renames.ts'
import { mergePackages } from './merge-packages.ts'
import { followCollections } from './names/follow-collections.ts'
import { schemaInvalid } from './schema-invalid.ts'

/**
 * The model in force: plugins' parts (in the order of their dependencies) with the tenant's edits on top, checked as a whole.
 * Every field has its stable id, every default its stored form, every computed field the name of its code, every derived one its result. Throws PLUGIN_CLASH or SCHEMA_INVALID with all problems.
 */
export function mergeModel(
  packages: readonly PluginPackage[],
  edits: TenantEdits,
  locale: Locale = 'en',
): ModelDocument {
  const base = mergePackages(packages, locale)
  const edited = applyEdits(base, edits)
  if (edited.problems.length > 0) throw schemaInvalid(edited.problems, locale)
  const document = checkedDocument(base, edited.document, locale)
  const codeless = [...checkGuards(document, packages), ...checkComputed(document, packages)]
  if (codeless.length > 0) throw schemaInvalid(codeless, locale)
  const entities = Object.entries(document.entities).map(([name, entity]) => [
    name,
    withFieldCode(withStoredDefaults(entity), packages),
  ])
  const merged = { ...document, entities: Object.fromEntries(entities) }
  const unwritable = checkDerivedSql(merged)
  if (unwritable.length > 0) throw schemaInvalid(unwritable, locale)
  return merged
}

/** With the names that fields have by now in all expressions, and what derived fields give. */
function checkedDocument(base: ModelDocument, edited: ModelDocument, locale: Locale): ModelDocument {
  const malformed = checkForm(edited)
  if (malformed.length > 0) throw schemaInvalid(malformed, locale)
  const renamed = followRenames(base, edited)
  const document = followCollections(renamed, { from: base, to: renamed })
  const found = [...fieldsInUse(base, document), ...checkModel(document)]
  if (found.length > 0) throw schemaInvalid(found, locale)
  return withResults(document).document
}

function withStoredDefaults(entity: ModelEntity): ModelEntity {
  const properties = Object.entries(entity.properties).map(([name, field]) => [name, withStoredDefault(field)])
  return { ...entity, properties: Object.fromEntries(properties) }
}

function withStoredDefault(field: FieldSchema): FieldSchema {
  if (field.default === undefined) return field
  const normalised = FIELD_TYPE_TABLE[valueField(field).fieldType].normalise(field.default, field)
  return 'value' in normalised ? { ...field, default: normalised.value } : field
}

/** Nobody writes a computed field, so that whoever knows nothing of code finds it read-only. */
function withFieldCode(entity: ModelEntity, packages: readonly PluginPackage[]): ModelEntity {
  const fields = Object.entries(entity.properties)
  const codes = fields.flatMap(([name, field]) => {
    const plugin = packages.find(({ manifest }) => manifest.id === entity.fieldSources[name])
    return field.computedBy === undefined || plugin === undefined ? [] : [[name, computedCode(plugin, field)] as const]
  })
  if (codes.length === 0) return entity
  const fieldCode = Object.fromEntries(codes)
  const properties = fields.map(([name, field]) => [
    name,
    Object.hasOwn(fieldCode, name) ? { ...field, readOnly: true } : field,
  ])
  return { ...entity, properties: Object.fromEntries(properties), fieldCode }
}

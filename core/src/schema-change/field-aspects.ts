import { isDeepStrictEqual } from 'node:util'
import type { CompiledField } from '../model/compiled-model.ts'
import { columnChecks } from './column-checks.ts'
import type { FieldAspect } from './model-change.ts'

/** Keywords that have an aspect of their own, or mean nothing for a field that exists already. */
const OWN_ASPECT = [
  'fieldType',
  'unique',
  'caseFolded',
  'indexed',
  'searchable',
  'reference',
  'targets',
  'id',
  ...(['visibleWhen', 'requiredWhen'] as const),
] as const

/** What differs between two states of one field. */
export function fieldAspects(before: CompiledField, after: CompiledField): FieldAspect[] {
  const differs: Array<[FieldAspect, boolean]> = [
    ['type', before.type !== after.type || !isDeepStrictEqual(columnTypes(before), columnTypes(after))],
    ['required', before.required !== after.required],
    [
      'unique',
      flag(before, 'unique') !== flag(after, 'unique') || flag(before, 'caseFolded') !== flag(after, 'caseFolded'),
    ],
    ['indexed', flag(before, 'indexed') !== flag(after, 'indexed')],
    ['searchable', flag(before, 'searchable') !== flag(after, 'searchable')],
    ['referenceTarget', !isDeepStrictEqual(targetsOf(before), targetsOf(after))],
    ['onDelete', onDeleteOf(before) !== onDeleteOf(after)],
    ['checks', !isDeepStrictEqual(checkTexts(before), checkTexts(after))],
    ['metadata', !isDeepStrictEqual(metadataOf(before), metadataOf(after))],
  ]
  return differs.filter(([, changed]) => changed).map(([aspect]) => aspect)
}

function targetsOf({ schema: { reference, targets } }: CompiledField): string[] {
  return targets?.entities ?? (reference === undefined ? [] : [reference.entity])
}

function onDeleteOf({ schema: { reference, targets } }: CompiledField) {
  return (reference ?? targets)?.onDelete
}

function flag(field: CompiledField, keyword: 'unique' | 'caseFolded' | 'indexed' | 'searchable'): boolean {
  return field.schema[keyword] === true
}

function columnTypes(field: CompiledField): string[] {
  return field.columns.map((column) => column.type)
}

function checkTexts(field: CompiledField): string[] {
  return columnChecks(field).map((check) => check.pattern)
}

function metadataOf(field: CompiledField): object {
  const { reverse } = field.schema.reference ?? {}
  const rest: Record<string, unknown> = { ...field.schema, source: field.source, reverse }
  for (const keyword of OWN_ASPECT) delete rest[keyword]
  return rest
}

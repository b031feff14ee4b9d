import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import { isDerivedType } from '@tenon/sdk/contract/value-field'
import { childCollections } from '@tenon/sdk/expression/child-collections'
import type { Derivation } from '@tenon/sdk/expression/derivation'
import { deriveModel } from '@tenon/sdk/expression/derive-model'
import { evaluateExpression } from '@tenon/sdk/expression/evaluate-expression'

/** Entity → its live records, with stored values only. */
export type StoredRecords = ReadonlyMap<string, readonly JsonObject[]>

/**
 * Works all derived fields of all records out by the evaluator in TypeScript, from stored values alone: the other
 * implementation that the database is held against.
 */
export function recomputeDerived(document: ModelDocument, stored: StoredRecords): Map<string, JsonObject> {
  const records = new Map(
    [...stored].flatMap(([entity, list]) => list.map((one) => [String(one['id']), linked(entity, one)])),
  )
  const context = { now: new Date('2026-05-20T10:00:00Z'), timeZone: 'UTC', actor: null }
  for (const derivation of inOrder(document)) {
    const { entity, field, expression, path } = derivation
    for (const { id } of stored.get(entity) ?? []) {
      const record = records.get(String(id)) ?? {}
      // A look-up gives what stands there, to the last zero; the evaluator gives the same number.
      record[field] = path === undefined ? evaluateExpression(expression, { record }, context) : followed(record, path)
    }
  }
  return records

  /** The record with those that it names, and those that name it, beside it. */
  function linked(entity: string, record: JsonObject): JsonObject {
    const expanded: JsonObject = {}
    const define = (name: string, get: () => JsonValue) =>
      Object.defineProperty(expanded, name, { get, enumerable: true })
    for (const [name, { fieldType }] of Object.entries(document.entities[entity]?.properties ?? {})) {
      if (fieldType === 'reference') define(name, () => records.get(String(record[name])) ?? null)
    }
    for (const [child, { properties }] of Object.entries(document.entities)) {
      for (const [name, field] of Object.entries(properties)) {
        if (field.fieldType !== 'reference' || field.reference?.entity !== entity) continue
        define(`${child}.${name}`, () => childrenOf(child, name, record))
        for (const collection of namesOf(entity, child, name)) {
          define(collection, () => childrenOf(child, name, record))
        }
      }
    }
    return Object.defineProperty({ ...record }, '$expanded', { value: expanded })
  }

  function namesOf(entity: string, child: string, reference: string): string[] {
    const all = [...childCollections(document, entity).values()]
    return all.filter((one) => one.entity === child && one.reference === reference).map(({ name }) => name)
  }

  function childrenOf(child: string, reference: string, record: JsonObject): JsonValue {
    const ids = (stored.get(child) ?? []).filter((one) => one[reference] === record['id']).map(({ id }) => String(id))
    return ids.sort().flatMap((id) => records.get(id) ?? [])
  }

  function followed(record: JsonObject, [name = '', ...rest]: readonly string[]): JsonValue {
    if (rest.length === 0) return record[name] ?? null
    const next = records.get(String(record[name] ?? ''))
    return next === undefined ? null : followed(next, rest)
  }
}

/** Each derived field after those that it uses. */
function inOrder(document: ModelDocument): Derivation[] {
  const derived = deriveModel(document)
  const ordered = new Set<Derivation>()
  const add = (place: { entity: string; field: string }) => {
    const found = derived.derivation(place)
    if (found === null || ordered.has(found)) return
    for (const used of found.uses) add(used)
    ordered.add(found)
  }
  for (const { entity, field } of derivedPlaces(document)) add({ entity, field })
  return [...ordered]
}

export function derivedPlaces({ entities }: ModelDocument): Array<{ entity: string; field: string }> {
  return Object.entries(entities).flatMap(([entity, { properties }]) =>
    Object.entries(properties)
      .filter(([, { fieldType }]) => isDerivedType(fieldType))
      .map(([field]) => ({ entity, field })),
  )
}

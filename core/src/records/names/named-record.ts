import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import type { CompiledModel } from '../../model/compiled-model.ts'
import { isPlainObject } from '../../model/edits/plain-object.ts'
import { nameBook } from '../../model/names/name-book.ts'
import { renameLink } from './rename-link.ts'

/** A record as callers of the API get it: its fields, and the stage that it is in, by their names. */
export type NameRecord = (entity: string, record: TenonRecord) => TenonRecord

/** `entity` by its key. */
export function makeNameRecord(model: CompiledModel): NameRecord {
  const { names, pipelinesOf, isLink, collectionCalled } = nameBook(model)
  if (names.isEmpty) return (_entity, record) => record

  function nameStage(entity: string, stage: unknown, pipeline: unknown): unknown {
    if (typeof stage !== 'string') return stage
    const all = typeof pipeline === 'string' ? [pipeline] : pipelinesOf(entity)
    return all.map((one) => names.stage(one, stage)).find((name) => name !== stage) ?? stage
  }

  function nameRecord(entity: string, record: TenonRecord): TenonRecord {
    const field = (key: string) => names.field(entity, key)
    const entries = Object.entries(record).map(([key, value]): [string, unknown] => {
      switch (key) {
        case 'stage':
          return [key, nameStage(entity, value, record['pipeline'])]
        case '$typed':
          return [key, keyed(value, field)]
        case '$stale':
        case '$masked':
          return [key, Array.isArray(value) ? (value as string[]).map(field) : value]
        case '$expanded':
          return [key, nameExpanded(entity, value)]
        default:
          return [field(key), isLink(entity, key) ? renameLink(value as JsonValue, names.entity) : value]
      }
    })
    return Object.fromEntries(entries) as TenonRecord
  }

  function nameExpanded(entity: string, expanded: unknown): unknown {
    if (!isPlainObject(expanded)) return expanded
    const fields = model.entities.get(entity)?.fields
    const entries = Object.entries(expanded).map(([key, one]): [string, unknown] => {
      const collection = fields?.has(key) ? null : collectionCalled(entity, key)
      if (collection !== null) return [collection.name, nameExpandedRecords(collection.entity, one)]
      const target = fields?.get(key)?.schema.reference?.entity
      return [names.field(entity, key), target === undefined ? one : nameExpandedRecords(target, one)]
    })
    return Object.fromEntries(entries)
  }

  function nameExpandedRecords(entity: string, records: unknown): unknown {
    if (Array.isArray(records)) return records.map((one) => nameExpandedRecords(entity, one))
    return isPlainObject(records) ? nameRecord(entity, records as TenonRecord) : records
  }

  return nameRecord
}

function keyed(members: unknown, rename: (key: string) => string): unknown {
  if (!isPlainObject(members)) return members
  return Object.fromEntries(Object.entries(members).map(([key, value]) => [rename(key), value]))
}

import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import type { NamedPart } from '@tenon/sdk/contract/model-names'
import { toNames } from './name-map.ts'

/** A part that has another name than before. */
export interface Rename {
  part: NamedPart
  /** Key of the field's entity, or the stage's pipeline; empty for an entity. */
  scope: string
  /** The part's key now. */
  key: string
  from: string
  to: string
}

/** Parts of both models that are not called as before. A field is the same while its id is, whatever its key. */
export function listRenames(before: ModelDocument, after: ModelDocument): Rename[] {
  const [was, is] = [toNames(before.names ?? {}), toNames(after.names ?? {})]
  const entities = Object.keys(after.entities)
    .filter((key) => Object.hasOwn(before.entities, key))
    .flatMap((key) => [
      { part: 'entity' as const, scope: '', key, from: was.entity(key), to: is.entity(key) },
      ...sharedFields(before, after, key).map(([old, field]) => {
        return { part: 'field' as const, scope: key, key: field, from: was.field(key, old), to: is.field(key, field) }
      }),
    ])
  const stages = Object.entries(after.pipelines).flatMap(([pipeline, { stages }]) => {
    const known = Object.hasOwn(before.pipelines, pipeline) ? (before.pipelines[pipeline]?.stages ?? []) : []
    return stages
      .filter(({ name }) => known.some((stage) => stage.name === name))
      .map(({ name: key }) => {
        return {
          part: 'stage' as const,
          scope: pipeline,
          key,
          from: was.stage(pipeline, key),
          to: is.stage(pipeline, key),
        }
      })
  })
  return [...entities, ...stages].filter(({ from, to }) => from !== to)
}

/** Keys of fields that both have, before and after. */
function sharedFields(before: ModelDocument, after: ModelDocument, entity: string): Array<[string, string]> {
  const old = Object.entries(before.entities[entity]?.properties ?? {}).map(([key, { id }]) => [id, key] as const)
  const byId = new Map(old)
  return Object.entries(after.entities[entity]?.properties ?? {}).flatMap(([key, { id }]): Array<[string, string]> => {
    const known = byId.get(id)
    return known === undefined ? [] : [[known, key]]
  })
}

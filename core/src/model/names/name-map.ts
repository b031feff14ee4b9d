import type { ModelNames } from '@tenon/sdk/contract/model-names'

/**
 * What parts are called in the one way, by what they are called in the other. Whatever it does not know keeps its name.
 * Entities and pipelines that a field or stage is looked up in are called in the way that is left.
 */
export interface NameMap {
  readonly isEmpty: boolean
  entity(name: string): string
  field(entity: string, name: string): string
  stage(pipeline: string, name: string): string
  /** What the records that name an entity's are called, where that is said and not made of other names. */
  collection?(entity: string, name: string): string | undefined
}

type Pairs = ReadonlyMap<string, string>
type GroupedPairs = ReadonlyMap<string, Pairs>

/** From keys to names. */
export function toNames({ entities = {}, fields = {}, stages = {} }: ModelNames): NameMap {
  return nameMap(pairs(entities), grouped(fields), grouped(stages))
}

/** From names back to keys. */
export function toKeys({ entities = {}, fields = {}, stages = {} }: ModelNames): NameMap {
  const keys = flipped(pairs(entities))
  const nameOf = (entity: string) => entities[entity] ?? entity
  const byName = [...grouped(fields)].map(([entity, one]) => [nameOf(entity), flipped(one)] as const)
  const byPipeline = [...grouped(stages)].map(([pipeline, one]) => [pipeline, flipped(one)] as const)
  return nameMap(keys, new Map(byName), new Map(byPipeline))
}

function nameMap(entities: Pairs, fields: GroupedPairs, stages: GroupedPairs): NameMap {
  return {
    isEmpty: entities.size === 0 && fields.size === 0 && stages.size === 0,
    entity: (name) => entities.get(name) ?? name,
    field: (entity, name) => fields.get(entity)?.get(name) ?? name,
    stage: (pipeline, name) => stages.get(pipeline)?.get(name) ?? name,
  }
}

function pairs(names: Record<string, string>): Pairs {
  return new Map(Object.entries(names))
}

function grouped(names: Record<string, Record<string, string>>): GroupedPairs {
  return new Map(Object.entries(names).map(([of, one]) => [of, pairs(one)]))
}

function flipped(one: Pairs): Pairs {
  return new Map([...one].map(([key, name]) => [name, key]))
}

import { COMMON_FIELDS } from '../contract/record.ts'
import { VARIABLES } from './check-name.ts'
import { type ExpressionModel, entityIn } from './expression-model.ts'
import { RESERVED } from './parse-primary.ts'
import { pluralName } from './plural-name.ts'

/** The records that name a record by one of their references. */
export interface ChildCollection {
  /** What expressions call it. */
  readonly name: string
  /** Entity of the child records. */
  readonly entity: string
  /** Their reference that names the record. */
  readonly reference: string
}

type Collections = ReadonlyMap<string, ChildCollection>

/** A model never changes; each of its entities is asked about often. */
const known = new WeakMap<ExpressionModel['entities'], Map<string, Collections>>()

/**
 * The collections of an entity, by name. Each goes by `<entity>_<reference>`, which is no field's name; and, first, by
 * the reference's `reverse` name, or without one by the plural of the child entity's name: where the entity has only
 * one such reference, and no field, common field, variable or other collection has that name.
 */
export function childCollections(model: ExpressionModel, entity: string): Collections {
  const ofModel = known.get(model.entities) ?? new Map<string, Collections>()
  known.set(model.entities, ofModel)
  const found = ofModel.get(entity) ?? makeCollections(model, entity)
  ofModel.set(entity, found)
  return found
}

/** The collection that an entity's records see their children as: its plain name, or else the one that always works. */
export function childCollection(
  model: ExpressionModel,
  entity: string,
  { entity: child, reference }: Pick<ChildCollection, 'entity' | 'reference'>,
): ChildCollection | undefined {
  return [...childCollections(model, entity).values()].find(
    (one) => one.entity === child && one.reference === reference,
  )
}

/** The collection's name that is always there. */
export function qualifiedName({ entity, reference }: Pick<ChildCollection, 'entity' | 'reference'>): string {
  return `${entity}_${reference}`
}

const COMMON: ReadonlySet<string> = new Set(COMMON_FIELDS)

/** Whether a name means something else in expressions, whatever the model. */
export function isTakenInExpressions(name: string): boolean {
  return COMMON.has(name) || RESERVED.has(name) || VARIABLES.some((variable) => variable === name)
}

interface Link extends Pick<ChildCollection, 'entity' | 'reference'> {
  readonly declared: string | undefined
}

function makeCollections(model: ExpressionModel, entity: string): Collections {
  const links = linksTo(model, entity)
  const fields = entityIn(model, entity)?.properties ?? {}
  const isFree = (name: string) => !Object.hasOwn(fields, name) && !isTakenInExpressions(name)
  const declared = links.filter((link): link is Link & { declared: string } => link.declared !== undefined)
  const given = onlyOnce(declared.map((link) => ({ ...link, name: link.declared }))).filter(({ name }) => isFree(name))
  const taken = new Set(given.map(({ name }) => name))
  const made = links
    .filter((link) => links.filter((other) => other.entity === link.entity).length === 1)
    .filter((link) => link.declared === undefined)
    .map((link) => ({ ...link, name: pluralName(link.entity) }))
  const plain = onlyOnce(made).filter(({ name }) => isFree(name) && !taken.has(name))
  const qualified = links.map((link) => ({ ...link, name: qualifiedName(link) }))
  return new Map([...given, ...plain, ...qualified].map((one) => [one.name, collectionOf(one)]))
}

function linksTo({ entities }: ExpressionModel, target: string): Link[] {
  return Object.entries(entities).flatMap(([entity, { properties }]) =>
    Object.entries(properties)
      .filter(([, { fieldType, reference }]) => fieldType === 'reference' && reference?.entity === target)
      .map(([reference, field]) => ({ entity, reference, declared: field.reference?.reverse?.name })),
  )
}

/** Without those that have a name together. */
function onlyOnce<Named extends { name: string }>(all: readonly Named[]): Named[] {
  return all.filter(({ name }) => all.filter((other) => other.name === name).length === 1)
}

function collectionOf({ name, entity, reference }: ChildCollection): ChildCollection {
  return Object.freeze({ name, entity, reference })
}

type Part = { readonly entity: string }

/** What is asked about never changes: each collection is sorted out once, however many fields are asked about. */
const known = new WeakMap<object, ReadonlyMap<string, readonly Part[]>>()

/** The parts of a list, or of a map's values, that are about an entity, in their order. */
export function ofEntity<P extends Part>(parts: readonly P[] | ReadonlyMap<string, P>, entity: string): readonly P[] {
  const sorted = known.get(parts) ?? Map.groupBy<string, Part>(parts.values(), (part) => part.entity)
  known.set(parts, sorted)
  return (sorted.get(entity) ?? []) as readonly P[]
}

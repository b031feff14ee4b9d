type Patch = Record<string, unknown>

export function isObject(value: unknown): value is Patch {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** RFC 7396: null removes, objects are merged, anything else replaces. Neither argument is changed. */
export function applyPatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch
  const merged = new Map(isObject(target) ? Object.entries(target) : [])
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) merged.delete(key)
    else merged.set(key, applyPatch(merged.get(key), value))
  }
  return Object.fromEntries(merged)
}

/**
 * One patch that does what `first` and then `second` do: a removal stays a removal. The format cannot say
 * “an object without what it had”, so parts that `first` removed with their object and `second` does not
 * name must be named by the caller.
 */
export function composePatches(first: unknown, second: unknown): unknown {
  if (!isObject(first) || !isObject(second)) return second
  const composed = new Map(Object.entries(first))
  for (const [key, value] of Object.entries(second)) {
    composed.set(key, composed.has(key) ? composePatches(composed.get(key), value) : value)
  }
  return Object.fromEntries(composed)
}

/** The smallest patch that makes `after` of `before`. */
export function patchBetween(before: Patch, after: Patch): Patch {
  const patch = new Map<string, unknown>()
  for (const [key, value] of Object.entries(before)) {
    if (value !== undefined && after[key] === undefined) patch.set(key, null)
  }
  for (const [key, value] of Object.entries(after)) {
    const old = before[key]
    if (value === undefined || sameJson(old, value)) continue
    patch.set(key, isObject(old) && isObject(value) ? patchBetween(old, value) : value)
  }
  return Object.fromEntries(patch)
}

/** Equal as JSON, whatever the order of keys. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => sameJson(item, b[index]))
  }
  if (!isObject(a) || !isObject(b)) return a === b
  const keys = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...keys].every((key) => sameJson(a[key], b[key]))
}

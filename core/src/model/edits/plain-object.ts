/** A value of a model or of edits; undefined where there is none. */
export type Part = unknown

export function isPlainObject(value: Part): value is Record<string, Part> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Own properties only: a name such as `constructor` is a name like any other. */
export function partOf(value: Part, name: string): Part {
  return isPlainObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
}

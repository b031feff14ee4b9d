/** Names of all fields that a filter compares; also of one that is not well-formed yet, as far as it goes. */
export function filterFields(filter: unknown): string[] {
  if (typeof filter !== 'object' || filter === null) return []
  const { and, or, not, field } = filter as Record<string, unknown>
  const parts = [and, or].flatMap((list) => (Array.isArray(list) ? list : []))
  return [...(typeof field === 'string' ? [field] : []), ...[...parts, not].flatMap(filterFields)]
}

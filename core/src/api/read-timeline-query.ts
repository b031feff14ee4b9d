import type { Query } from './rest-input.ts'

/** Parameters of a URL as an input has them: all are texts but the limit. */
export function readTimelineQuery({ limit, ...query }: Query): Record<string, unknown> {
  if (limit === undefined) return query
  return { ...query, limit: typeof limit === 'string' && /^\d{1,4}$/.test(limit) ? Number(limit) : limit }
}

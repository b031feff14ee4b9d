import type { Query } from './rest-input.ts'

/** Parameters of a URL as an input has them: all are texts but the limit and `grouped`. */
export function readTimelineQuery({ limit, grouped, ...query }: Query): Record<string, unknown> {
  return {
    ...query,
    ...(limit !== undefined && { limit: typeof limit === 'string' && /^\d{1,4}$/.test(limit) ? Number(limit) : limit }),
    ...(grouped !== undefined && { grouped: grouped === 'true' ? true : grouped === 'false' ? false : grouped }),
  }
}

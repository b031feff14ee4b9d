import type { FastifyReply } from 'fastify'
import type { RequestContext } from '../context/request-context.ts'
import { formerUses } from '../records/names/former-uses.ts'

/**
 * Says of an answer that the request used old names: `Deprecation` (RFC 9745) since when the first of them is old,
 * `Sunset` (RFC 8594) when the first of them ends, and which they are, as `old=new`.
 */
export function tellFormerNames(reply: FastifyReply, ctx: RequestContext): void {
  const uses = formerUses(ctx)
  if (uses.length === 0) return
  const renamed = Math.min(...uses.map(({ entry }) => entry.renamedAt.getTime()))
  const ends = Math.min(...uses.map(({ entry }) => entry.endsAt.getTime()))
  const names = new Set(uses.map(({ entry, today }) => `${entry.name}=${today}`))
  reply.header('deprecation', `@${Math.floor(renamed / 1_000)}`)
  reply.header('sunset', new Date(ends).toUTCString())
  reply.header('tenon-former-names', [...names].join(', '))
}

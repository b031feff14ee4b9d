import type { RequestContext } from '../context/request-context.ts'

/** What verbs that only admins have need to know about their caller. */
export interface AdminTools {
  /** @throws TenonError FORBIDDEN */
  requireAdmin(ctx: RequestContext): Promise<void>
}

import { type Locale, type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import { TenonError, type TenonErrorCode } from '@tenon/sdk/contract/tenon-error'
import { MANAGE_VIEWS_RIGHT } from '@tenon/sdk/contract/views-api'
import type { Access } from '../../access/make-access.ts'
import type { RequestContext } from '../../context/request-context.ts'

/** Who asks about views: what he has, is in, and may. */
export interface ViewCaller {
  /** Null for an API key. */
  userId: string | null
  roles: readonly string[]
  team: string | null
  /** Whether shared views of others are his to change. */
  isManager: boolean
}

/** @throws TenonError FORBIDDEN for anybody but staff and API keys */
export async function viewCaller(ctx: RequestContext, access: Pick<Access, 'hasRight'>): Promise<ViewCaller> {
  const { actor } = ctx
  if (actor.kind === 'system') return { userId: null, roles: [], team: null, isManager: true }
  if (actor.kind !== 'user' && actor.kind !== 'apiKey') {
    throw viewError(ctx.locale, 'FORBIDDEN', { en: 'Only staff have views.', 'zh-CN': '只有员工可以使用视图。' })
  }
  return {
    userId: actor.kind === 'user' ? actor.id : null,
    roles: actor.roles,
    team: actor.kind === 'user' ? (actor.team ?? null) : null,
    isManager: await access.hasRight(ctx, MANAGE_VIEWS_RIGHT),
  }
}

export function viewError(
  locale: Locale,
  code: TenonErrorCode,
  { pointer, ...message }: LocalizedText & { pointer?: string },
): TenonError {
  const text = textIn(message, locale)
  return new TenonError({
    code,
    message: text,
    ...(pointer !== undefined && { problems: [{ pointer, message: text }] }),
  })
}

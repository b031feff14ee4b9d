import { textIn } from '@tenon/sdk/contract/locale'
import { ERASE_RIGHT, EXPORT_RIGHT } from '@tenon/sdk/contract/privacy-api'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { Access } from '../../access/make-access.ts'
import type { RequestContext } from '../../context/request-context.ts'

type RightsHolder = Pick<Access, 'hasRight'>

/** Whoever may find a person's data. A plugin may not, for whomever it acts. @throws TenonError FORBIDDEN */
export async function requireFinding(access: RightsHolder, ctx: RequestContext): Promise<void> {
  if (ctx.actor.kind === 'plugin') throw forbidden(ctx, EXPORT_RIGHT)
  const held = (await access.hasRight(ctx, EXPORT_RIGHT)) || (await access.hasRight(ctx, ERASE_RIGHT))
  if (!held) throw forbidden(ctx, EXPORT_RIGHT)
}

/** @throws TenonError FORBIDDEN */
export async function requirePrivacyRight(
  access: RightsHolder,
  ctx: RequestContext,
  right: typeof ERASE_RIGHT | typeof EXPORT_RIGHT,
): Promise<void> {
  if (ctx.actor.kind === 'plugin' || !(await access.hasRight(ctx, right))) throw forbidden(ctx, right)
}

function forbidden({ locale }: RequestContext, right: string): TenonError {
  const message = {
    en: `This needs a role with the right '${right}'.`,
    'zh-CN': `此操作需要具有“${right}”权限的角色。`,
  }
  return new TenonError({ code: 'FORBIDDEN', message: textIn(message, locale) })
}

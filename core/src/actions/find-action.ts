import { textIn } from '@tenon/sdk/contract/locale'
import type { ActionDeclaration } from '@tenon/sdk/contract/plugin-manifest'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { EntityAccess } from '../access/entity-access.ts'
import type { Access, ActorAccess } from '../access/make-access.ts'
import type { RequestContext } from '../context/request-context.ts'
import { demandPlugin, type PluginCode } from '../hooks/demand-plugin.ts'
import type { InstalledPlugins } from '../hooks/installed-plugin.ts'
import type { ModelStore } from '../model/model-store.ts'

/** An action that the actor may run. */
export interface FoundAction extends PluginCode {
  declaration: ActionDeclaration
  rights: ActorAccess
  /** The actor's rights over the records that it is about. */
  access: EntityAccess
}

export type FindAction = (ctx: RequestContext, named: { plugin: string; action: string }) => Promise<FoundAction>

/** Makes the function that finds an action. It throws FORBIDDEN, the same for one that does not exist and one that is not allowed. */
export function makeFindAction({
  plugins,
  models,
  access,
}: {
  plugins: InstalledPlugins
  models: Pick<ModelStore, 'get'>
  access: Pick<Access, 'of'>
}): FindAction {
  return async (ctx, { plugin: id, action: name }) => {
    const installed = (await plugins.get(ctx.tenant)).find(({ package: { manifest } }) => manifest.id === id)
    const declaration = installed?.package.manifest.actions?.find((action) => action.name === name)
    const rights = await access.of(ctx, await models.get(ctx.tenant))
    const readable = declaration === undefined ? null : rights.readable(declaration.entity)
    const may = readable?.rows(declaration?.requires ?? 'update') ?? 'none'
    // End customers may read a few of their own records, and even so run no tools of the staff.
    if (declaration === undefined || readable === null || may === 'none' || ctx.actor.kind === 'customer') {
      throw forbidden(ctx, `${id}.${name}`)
    }
    const code = await demandPlugin(plugins, ctx, { id, what: `actions.${name}` })
    return { ...code, declaration, rights, access: readable }
  }
}

function forbidden({ locale }: RequestContext, name: string): TenonError {
  const shown = name.slice(0, 120)
  const message = {
    en: `You may not run the action '${shown}', or there is no such action.`,
    'zh-CN': `您无权执行操作“${shown}”，或该操作不存在。`,
  }
  return new TenonError({ code: 'FORBIDDEN', message: textIn(message, locale) })
}

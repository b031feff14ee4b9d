import { type Locale, type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import type { PluginManifest } from '@tenon/sdk/contract/plugin-manifest'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { nearestName } from '@tenon/sdk/expression/nearest-name'
import { z } from 'zod'
import type { Access } from '../../access/make-access.ts'
import type { InstalledPlugins } from '../installed-plugin.ts'
import { namedRights } from '../named-rights.ts'
import { type HostMethods, hostMethod } from './host-method.ts'

interface Dependencies {
  access: Pick<Access, 'hasRight'>
  plugins: InstalledPlugins
}

/**
 * `tenon.actor.hasRight`: whether whoever caused the call has a right that roles name. A plugin calls its own rights by their names,
 * those of plugins that it depends on by `<plugin>.<name>`; it needs no capability, for it learns nothing but what it is to act on.
 */
export function makeRightMethods({ access, plugins }: Dependencies): HostMethods {
  return {
    'actor.hasRight': hostMethod({
      args: z.strictObject({ right: z.string().min(1).max(200) }),
      async run({ ctx, plugin }, { right }) {
        const { manifest } = plugin.package
        const needed = neededBy(manifest)
        const heard = (await plugins.get(ctx.tenant)).filter((one) => needed.includes(one.package.manifest.id))
        const known = namedRights(heard).map(({ name }) => name)
        const own = `${manifest.id}.${right}`
        const name = known.includes(own) ? own : right
        if (!known.includes(name)) throw unknownRight(right, { manifest, known, locale: ctx.locale })
        return access.hasRight(ctx, name)
      },
    }),
  }
}

interface Known {
  manifest: PluginManifest
  known: readonly string[]
}

/** Whose rights it may ask about: which other plugins a tenant has is not its business. */
function neededBy({ id, dependencies = {} }: PluginManifest): string[] {
  return [id, ...Object.keys(dependencies)]
}

/** A plugin that asks for what nobody can have would be told “no” for ever. */
function unknownRight(right: string, { locale, ...about }: Known & { locale: Locale }): TenonError {
  const [shown, told] = [right.slice(0, 60), hint(right, about)]
  const message = textIn(
    { en: `there is no right '${shown}'; ${told.en}`, 'zh-CN': `没有权利“${shown}”；${told['zh-CN']}` },
    locale,
  )
  return new TenonError({
    code: 'VALIDATION_FAILED',
    message,
    problems: [{ pointer: '/right', message, rule: 'right' }],
  })
}

function hint(right: string, { manifest, known }: Known): LocalizedText {
  const { id } = manifest
  const called = known.map((name) => (name.startsWith(`${id}.`) ? name.slice(id.length + 1) : name))
  const near = nearestName(right, called)
  if (near !== null) return { en: `did you mean '${near}'?`, 'zh-CN': `是否想写“${near}”？` }
  const [whose] = right.split('.', 1)
  const isOthers = whose !== undefined && whose !== right && !neededBy(manifest).includes(whose)
  const there = { en: `there are ${called.join(', ')}`, 'zh-CN': `可用的有 ${called.join('、')}` }
  if (!isOthers) return there
  return {
    en: `${there.en}, and those of a plugin only once 'dependencies' of plugin.json names it`,
    'zh-CN': `${there['zh-CN']}；其他插件的权利须先在 plugin.json 的“dependencies”中声明该插件`,
  }
}

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
        if (!known.includes(name)) throw unknownRight(right, { manifest, known })
        return access.hasRight(ctx, name)
      },
    }),
  }
}

/** Whose rights it may ask about: which other plugins a tenant has is not its business. */
function neededBy({ id, dependencies = {} }: PluginManifest): string[] {
  return [id, ...Object.keys(dependencies)]
}

/** A plugin that asks for what nobody can have would be told “no” for ever. */
function unknownRight(right: string, about: { manifest: PluginManifest; known: readonly string[] }): TenonError {
  const message = `there is no right '${right.slice(0, 60)}'; ${hint(right, about)}`
  return new TenonError({
    code: 'VALIDATION_FAILED',
    message,
    problems: [{ pointer: '/right', message, rule: 'right' }],
  })
}

function hint(right: string, { manifest, known }: { manifest: PluginManifest; known: readonly string[] }): string {
  const { id } = manifest
  const called = known.map((name) => (name.startsWith(`${id}.`) ? name.slice(id.length + 1) : name))
  const near = nearestName(right, called)
  if (near !== null) return `did you mean '${near}'?`
  const [whose] = right.split('.', 1)
  const isOthers = whose !== undefined && whose !== right && !neededBy(manifest).includes(whose)
  const there = `there are ${called.join(', ')}`
  return isOthers ? `${there}, and those of a plugin only once 'dependencies' of plugin.json names it` : there
}

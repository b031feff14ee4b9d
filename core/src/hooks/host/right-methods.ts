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
 * others by `<plugin>.<name>`; it needs no capability, for it learns nothing but what it is to act on.
 */
export function makeRightMethods({ access, plugins }: Dependencies): HostMethods {
  return {
    'actor.hasRight': hostMethod({
      args: z.strictObject({ right: z.string().min(1).max(200) }),
      async run({ ctx, plugin }, { right }) {
        const known = namedRights(await plugins.get(ctx.tenant)).map(({ name }) => name)
        const own = `${plugin.package.manifest.id}.${right}`
        const name = known.includes(own) ? own : right
        if (!known.includes(name)) throw unknownRight(right, { own: plugin.package.manifest.id, known })
        return access.hasRight(ctx, name)
      },
    }),
  }
}

/** A plugin that asks for what nobody can have would be told “no” for ever. */
function unknownRight(right: string, { own, known }: { own: string; known: readonly string[] }): TenonError {
  const called = known.map((name) => (name.startsWith(`${own}.`) ? name.slice(own.length + 1) : name))
  const near = nearestName(right, called)
  const hint = near === null ? `there are ${called.join(', ')}` : `did you mean '${near}'?`
  const message = `there is no right '${right.slice(0, 60)}'; ${hint}`
  return new TenonError({
    code: 'VALIDATION_FAILED',
    message,
    problems: [{ pointer: '/right', message, rule: 'right' }],
  })
}

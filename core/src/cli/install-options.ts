import { dirname, resolve } from 'node:path'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import type { Tenon } from '../create-tenon.ts'
import { gatherPackages } from './gather-packages.ts'
import { findTrustList } from './plugin-trust.ts'
import { settleInterrupted } from './settle-interrupted.ts'

/** What `plugin install` and `plugin upgrade` may be told, for `parseArgs`. */
export const INSTALL_OPTIONS = {
  tenant: { type: 'string' },
  catalogue: { type: 'string' },
  trust: { type: 'string' },
  'allow-unsigned': { type: 'boolean', default: false },
  'allow-changed': { type: 'boolean', default: false },
  'allow-downgrade': { type: 'boolean', default: false },
  consent: { type: 'boolean', default: false },
} as const

export const INSTALL_USAGE =
  '[--catalogue <folder or address>] [--trust <list>] [--allow-unsigned] [--allow-changed] [--allow-downgrade] [--consent]'

export interface InstallAnswers {
  catalogue?: string | undefined
  trust?: string | undefined
  'allow-unsigned': boolean
  'allow-changed': boolean
  'allow-downgrade': boolean
  consent: boolean
}

/** Installs what was asked for, all or none. `onlyInstalled`: other versions of what is there already. */
export async function installAsked(
  tenon: Tenon,
  ctx: RequestContext,
  { asked, answers, onlyInstalled = false }: { asked: string[]; answers: InstallAnswers; onlyInstalled?: boolean },
): Promise<PluginPackage[]> {
  await settleInterrupted(tenon, ctx)
  const installed = (await tenon.services.plugins.list(ctx)).map(({ id }) => id)
  const { packages, packed } = await gatherPackages(tenon, asked, {
    catalogue: answers.catalogue,
    trust: await findTrustList(answers.trust),
    allowUnsigned: answers['allow-unsigned'],
    installed,
  })
  const stranger = packages.find(({ manifest }) => !installed.includes(manifest.id))
  if (onlyInstalled && stranger !== undefined) throw notInstalled(stranger.manifest.id, ctx.tenant.slug)
  await tenon.installPlugins(ctx, packages, {
    consent: answers.consent,
    downgrade: answers['allow-downgrade'],
    refuseChanged: packed && !answers['allow-changed'],
    shelves: asked.map((one) => dirname(resolve(one))),
  })
  return packages
}

function notInstalled(id: string, slug: string): TenonError {
  const message = `Plugin '${id}' is not installed in '${slug}': install it with tenon plugin install.`
  return new TenonError({ code: 'NOT_FOUND', message })
}

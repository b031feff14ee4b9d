import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import type { Tenon } from '../create-tenon.ts'
import { writeAuthorFiles } from '../plugins/author-files.ts'
import { checkPlugin } from '../plugins/check-plugin.ts'
import { contractsWithoutProvider } from '../plugins/contract-bindings.ts'
import { dependencyIds } from '../plugins/dependency-ids.ts'
import { describeProblem } from '../plugins/describe-problem.ts'
import { errorText } from './error-text.ts'
import { followRun } from './follow-run.ts'
import { keepPluginFolders } from './keep-plugin-folders.ts'
import { shelvesOf } from './shelves-of.ts'
import { spoken } from './spoken.ts'

interface ReloadOptions {
  folder: string
  /** Folders of plugins that it needs. */
  given: string[] | undefined
  /** Agreement to values being put aside. */
  consent: boolean
  say: (line: string) => void
}

/**
 * Makes the function that checks a plugin's folder and brings its present state into force in a tenant; what it needs
 * comes along where the tenant does not have it. It says what became of it and never throws: the next save tries again.
 */
export function makeReloadPlugin(
  tenon: Pick<Tenon, 'loadPluginFolder' | 'installPlugins' | 'installedPackages' | 'services' | 'goOnPublishing'>,
  ctx: RequestContext,
  { folder, given, consent, say }: ReloadOptions,
): () => Promise<void> {
  const loadPluginFolder = keepPluginFolders(tenon.loadPluginFolder)

  async function reload(): Promise<void> {
    const began = performance.now()
    const { plugin, packages, problems, model } = await checkPlugin(folder, {
      loadPluginFolder,
      shelves: shelvesOf(folder, given),
      locale: ctx.locale,
    })
    if (plugin === null) return say(problems.map(describeProblem).join('\n'))
    const wanted = wantedPackages(plugin, packages, await tenon.installedPackages(ctx.tenant))
    const outcome = await tenon.installPlugins(ctx, wanted, {
      ...{ consent, downgrade: true },
      // Whoever develops a plugin has said with its agreement that its data may change.
      ...(consent && { stages: { bringBack: true, otherwise: 'first' as const } }),
    })
    const version = await followRun(tenon, ctx, { outcome, say })
    const took = Math.round(performance.now() - began)
    const [name, { slug }] = [`${plugin.manifest.id} ${plugin.manifest.version}`, ctx.tenant]
    say(
      spoken({
        en: `${name} is in force in '${slug}' (version ${version}, ${took} ms).`,
        'zh-CN': `${name} 已在“${slug}”生效（版本 ${version}，${took} 毫秒）。`,
      }),
    )
    await writeAuthorFiles(folder, { model, plugin, packages })
  }
  return () => reload().catch((error: unknown) => say(explain(error)))
}

/** The plugin, and of what it was checked with that which the tenant lacks: it may have another provider of a contract. */
function wantedPackages(plugin: PluginPackage, packages: PluginPackage[], installed: PluginPackage[]): PluginPackage[] {
  const there = installed.map(({ manifest }) => manifest.id)
  const dependencies = dependencyIds(plugin, packages)
  const missing = packages.filter(({ manifest }) => dependencies.includes(manifest.id) && !there.includes(manifest.id))
  const needed = [...missing, plugin]
  const others = installed.filter(({ manifest }) => manifest.id !== plugin.manifest.id)
  if (contractsWithoutProvider([...others, ...needed]).length === 0) return needed
  return packages.filter((one) => one === plugin || !there.includes(one.manifest.id))
}

function explain(error: unknown): string {
  if (!(error instanceof TenonError)) return error instanceof Error ? (error.stack ?? error.message) : String(error)
  const advice =
    error.code === 'CONSENT_REQUIRED'
      ? [spoken({ en: 'Start again with --consent to agree to that.', 'zh-CN': '如同意，请加上 --consent 重新启动。' })]
      : []
  return [errorText(error), ...error.problems.map(({ message }) => `  ${message}`), ...advice].join('\n')
}

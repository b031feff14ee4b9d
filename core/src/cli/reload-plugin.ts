import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import type { Tenon } from '../create-tenon.ts'
import { writeAuthorFiles } from '../plugins/author-files.ts'
import { checkPlugin } from '../plugins/check-plugin.ts'
import { describeProblem } from '../plugins/describe-problem.ts'
import { shelvesOf } from './plugin-tools.ts'

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
  tenon: Tenon,
  ctx: RequestContext,
  { folder, given, consent, say }: ReloadOptions,
): () => Promise<void> {
  async function reload(): Promise<void> {
    const began = performance.now()
    const { packages, problems, model } = await checkPlugin(folder, {
      loadPluginFolder: tenon.loadPluginFolder,
      shelves: shelvesOf(folder, given),
    })
    if (problems.length > 0) return say(problems.map(describeProblem).join('\n'))
    const installed = (await tenon.services.plugins.list(ctx)).map(({ id }) => id)
    const own = packages.at(-1)
    const wanted = packages.filter((plugin) => plugin === own || !installed.includes(plugin.manifest.id))
    const { version } = await tenon.installPlugins(ctx, wanted, { consent, downgrade: true })
    const took = Math.round(performance.now() - began)
    say(
      `${own?.manifest.id} ${own?.manifest.version} is in force in '${ctx.tenant.slug}' (version ${version}, ${took} ms).`,
    )
    await writeAuthorFiles(folder, { model, packages })
  }
  return () => reload().catch((error: unknown) => say(explain(error)))
}

function explain(error: unknown): string {
  if (!(error instanceof TenonError)) return error instanceof Error ? (error.stack ?? error.message) : String(error)
  const advice = error.code === 'CONSENT_REQUIRED' ? ['Start again with --consent to agree to that.'] : []
  return [error.message, ...error.problems.map(({ message }) => `  ${message}`), ...advice].join('\n')
}

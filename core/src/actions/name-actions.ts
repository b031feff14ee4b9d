import type { ActionRun, ActionsApi } from '@tenon/sdk/contract/action-run'
import type { RequestContext } from '../context/request-context.ts'
import type { InstalledPlugins } from '../hooks/installed-plugin.ts'
import type { WithContext } from '../identity/with-context.ts'
import type { ModelStore } from '../model/model-store.ts'
import { nameBook } from '../model/names/name-book.ts'
import { entityKey, keyedInput } from '../records/names/keyed-input.ts'

type Verbs = WithContext<ActionsApi>

interface Dependencies {
  models: Pick<ModelStore, 'get'>
  plugins: InstalledPlugins
}

/** The verbs on actions as the API has them: entities and fields go by their names. */
export function nameActions({ models, plugins }: Dependencies, actions: Verbs): Verbs {
  const bookOf = async ({ tenant }: RequestContext) => nameBook(await models.get(tenant))

  async function told(ctx: RequestContext, run: ActionRun): Promise<ActionRun> {
    const { names } = await bookOf(ctx)
    if (names.isEmpty) return run
    const open = run.open === null ? null : { ...run.open, entity: names.entity(run.open.entity) }
    return { ...run, open, entity: names.entity(run.entity) }
  }

  /** Key of the entity that an action is about; null where there is no such action. */
  async function entityOf({ tenant }: RequestContext, { plugin, action }: { plugin: string; action: string }) {
    const installed = (await plugins.get(tenant)).find(({ package: { manifest } }) => manifest.id === plugin)
    return installed?.package.manifest.actions?.find(({ name }) => name === action)?.entity ?? null
  }

  return {
    async run(ctx, input) {
      const book = await bookOf(ctx)
      const entity = input.where === undefined || book.isPlain ? null : await entityOf(ctx, input)
      if (input.where === undefined || entity === null) return told(ctx, await actions.run(ctx, input))
      const { where } = keyedInput(ctx, book, { entity: book.names.entity(entity), where: input.where })
      return told(ctx, await actions.run(ctx, { ...input, where }))
    },
    get: async (ctx, input) => told(ctx, await actions.get(ctx, input)),
    cancel: async (ctx, input) => told(ctx, await actions.cancel(ctx, input)),
    async recent(ctx, input = {}) {
      const book = await bookOf(ctx)
      const entity = input.entity === undefined || book.isPlain ? {} : { entity: entityKey(ctx, book, input.entity) }
      const runs = await actions.recent(ctx, { ...input, ...entity })
      return Promise.all(runs.map((run) => told(ctx, run)))
    },
  }
}

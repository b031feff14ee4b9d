import type { RequestContext } from '../context/request-context.ts'
import type { Tenon } from '../create-tenon.ts'

/** Whether the database lacks what its model says, which is then told. What others have added to it is left alone. */
export async function hasDrifted({ services }: Pick<Tenon, 'services'>, ctx: RequestContext): Promise<boolean> {
  const { items } = await services.model.drift(ctx)
  const missing = items.filter(({ repairable }) => repairable)
  if (missing.length === 0) return false
  const lines = missing.map(({ text }) => `database: ${text.en}`)
  const end =
    'The database has drifted from its model: bring it in step first (studio, or tenon model apply without --plan).'
  process.stdout.write(`${[...lines, end].join('\n')}\n`)
  return true
}

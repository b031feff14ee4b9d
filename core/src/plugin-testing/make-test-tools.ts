import type { TestTools } from '@tenon/sdk/contract/test-tools'
import { uuidv7 } from 'uuidv7'
import type { RequestContext } from '../context/request-context.ts'
import type { Tenon } from '../create-tenon.ts'
import { checkRecord } from './check-arguments.ts'

interface ToolUser {
  ctx: RequestContext
  /** Throws where the tenant has been given to another test. */
  check: () => void
  /** Id of the plugin that is tested. */
  plugin: string
  /** Given all that an actor does: says where in the plugin's files an error was thrown, and counts what has run. */
  step: <T>(work: Promise<T>) => Promise<T>
}

/** Actions and figures as one actor has them. */
export function makeTestTools(tenon: Tenon, { ctx, check, plugin: own, step }: ToolUser): TestTools {
  const at = (): RequestContext => {
    check()
    return Object.freeze({ ...ctx, requestId: uuidv7() })
  }
  const named = (name: string) => {
    const [plugin = own, inner = name] = name.includes('.') ? name.split('.') : [own, name]
    return { plugin, inner }
  }
  return {
    run: async (name, records, form) => {
      const { plugin, inner: action } = named(name)
      const acted = records === null ? null : [records].flat()
      for (const given of acted ?? []) {
        checkRecord({ where: `run('${name}', records)`, given }, { versioned: false })
      }
      const ids = acted?.map(({ id }) => id) ?? null
      const input = { plugin, action, ...(ids !== null && { ids }), ...(form !== undefined && { form }) }
      return step(tenon.runAction(at(), input))
    },
    metric: async (name, { from, to, timeZone = 'UTC' }) => {
      const { plugin, inner } = named(name)
      return step(tenon.runMetric(at(), { plugin, name: inner, from, to, timeZone }))
    },
  }
}

import { parseArgs } from 'node:util'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { systemContext } from '../context/system-context.ts'
import { findTenant } from '../db/find-tenant.ts'
import type { Command } from './command.ts'
import { followRun, isUnderWay, tellRun } from './follow-run.ts'
import { withTenon } from './open-tenon.ts'

const VERBS = { pause: 'pausePublish', resume: 'resumePublish', cancel: 'cancelPublish' } as const
type Verb = keyof typeof VERBS

export const modelRunCommand: Command = {
  usage: 'model run --tenant <short-name> [--pause | --resume | --cancel]',
  summary:
    'Shows the publish under way, of a model or of plugins, and waits until it has ended; where no server works on it, this command does. --pause stops it until --resume, --cancel leaves all as it was.',
  async run(args) {
    const flag = { type: 'boolean', default: false } as const
    const { values } = parseArgs({
      args,
      options: { tenant: { type: 'string' }, pause: flag, resume: flag, cancel: flag },
    })
    const verbs = (Object.keys(VERBS) as Verb[]).filter((verb) => values[verb])
    if (values.tenant === undefined || verbs.length > 1) {
      process.stderr.write(`Usage: tenon ${this.usage}\n`)
      return 2
    }
    const [slug, verb] = [values.tenant, verbs[0]]
    return withTenon(async (tenon) => {
      const ctx = systemContext(await findTenant(tenon.database, slug))
      const found = await tenon.services.model.publishRun(ctx)
      if (!isUnderWay(found)) {
        if (verb !== undefined) throw nothingUnderWay(slug)
        process.stdout.write(`Nothing is being published in '${slug}'.\n`)
        return 0
      }
      const run = verb === undefined ? found : await tenon.services.model[VERBS[verb]](ctx, { id: found.id })
      process.stdout.write(`${tellRun(run)}\n`)
      if (verb === 'pause' || verb === 'cancel') return 0
      if (run.status === 'paused') return 0
      const version = await followRun(tenon, ctx, { outcome: { version: null, run } })
      process.stdout.write(`Version ${version} is published.\n`)
      return 0
    })
  },
}

function nothingUnderWay(slug: string): TenonError {
  return new TenonError({ code: 'CONFLICT', message: `Nothing is being published in '${slug}'.` })
}

import { parseArgs } from 'node:util'
import type { LocalizedText } from '@tenon/sdk/contract/locale'
import { operatorError } from '../context/operator-error.ts'
import { findTenant } from '../db/find-tenant.ts'
import type { Command } from './command.ts'
import { commandContext } from './command-context.ts'
import { followRun, isUnderWay, published, tellRun } from './follow-run.ts'
import { withTenon } from './open-tenon.ts'
import { print } from './print.ts'
import { wrongUsage } from './wrong-usage.ts'

const VERBS = { pause: 'pausePublish', resume: 'resumePublish', cancel: 'cancelPublish' } as const
type Verb = keyof typeof VERBS

export const modelRunCommand: Command = {
  usage: 'model run --tenant <short-name> [--pause | --resume | --cancel]',
  summary: {
    en: 'Shows the publish under way, of a model or of plugins, and waits until it has ended; where no server works on it, this command does. --pause stops it until --resume, --cancel leaves all as it was.',
    'zh-CN':
      '显示正在进行的模型发布或插件更改，并等待其结束；没有服务器处理时由此命令处理。--pause 暂停，直到 --resume；--cancel 使一切保持不变。',
  },
  async run(args) {
    const flag = { type: 'boolean', default: false } as const
    const { values } = parseArgs({
      args,
      options: { tenant: { type: 'string' }, pause: flag, resume: flag, cancel: flag },
    })
    const verbs = (Object.keys(VERBS) as Verb[]).filter((verb) => values[verb])
    if (values.tenant === undefined || verbs.length > 1) return wrongUsage(this)
    const [slug, verb] = [values.tenant, verbs[0]]
    return withTenon(async (tenon) => {
      const ctx = commandContext(await findTenant(tenon.database, slug))
      const found = await tenon.services.model.publishRun(ctx)
      if (!isUnderWay(found)) {
        if (verb !== undefined) throw operatorError('CONFLICT', nothingUnderWay(slug))
        print(nothingUnderWay(slug))
        return 0
      }
      const run = verb === undefined ? found : await tenon.services.model[VERBS[verb]](ctx, { id: found.id })
      process.stdout.write(`${tellRun(run)}\n`)
      if (verb === 'pause' || verb === 'cancel') return 0
      if (run.status === 'paused') return 0
      const version = await followRun(tenon, ctx, { outcome: { version: null, run } })
      print(published(version))
      return 0
    })
  },
}

function nothingUnderWay(slug: string): Required<LocalizedText> {
  return { en: `Nothing is being published in '${slug}'.`, 'zh-CN': `“${slug}”中没有正在进行的发布。` }
}

import type { Command } from './command.ts'
import { describePlan, NOTHING_TO_APPLY } from './describe-plan.ts'
import { hasDrifted } from './has-drifted.ts'
import { editsOf } from './model-folder.ts'
import { MODEL_EXIT, withModelFolder } from './model-options.ts'
import { shortHash, writePlanFile } from './plan-file.ts'
import { print } from './print.ts'
import { spoken } from './spoken.ts'

export const planModelCommand: Command = {
  usage: 'model plan --tenant <short-name> [--folder model] [--sql] [--out <file>]',
  summary: {
    en: 'Says what applying the files would do to tables and rows. Ends with 0 for nothing, 3 for changes, 4 where it would be refused, 5 where --out is asked for and the database has drifted from its model.',
    'zh-CN':
      '说明应用这些文件会对数据表和数据做什么。退出码：0 无变化，3 有更改，4 会被拒绝，5 使用 --out 而数据库与模型不一致。',
  },
  run(args) {
    return withModelFolder(this, args, async ({ tenon, ctx, folder, flags }) => {
      const edits = editsOf(folder)
      const plan = await tenon.modelEdits.plan(ctx, edits)
      const lines = plan.steps.length === 0 ? [spoken(NOTHING_TO_APPLY)] : describePlan(plan, flags)
      process.stdout.write(`${lines.join('\n')}\n`)
      if (plan.needsConsent) {
        print({
          en: 'Values are put aside: apply it with --consent.',
          'zh-CN': '部分值将被移出：应用时请加上 --consent。',
        })
      }
      if (plan.blockers.length > 0) return MODEL_EXIT.blocked
      if (flags.out !== undefined && plan.steps.length > 0) {
        if (await hasDrifted(tenon, ctx)) return MODEL_EXIT.drifted
        writePlanFile(flags.out, plan, edits)
        const hash = shortHash(plan.hash)
        print({
          en: `Plan ${hash} is in ${flags.out}: apply it with --plan ${flags.out}.`,
          'zh-CN': `计划 ${hash} 已写入“${flags.out}”：用“--plan ${flags.out}”应用。`,
        })
      }
      return plan.steps.length === 0 ? MODEL_EXIT.same : MODEL_EXIT.differs
    })
  },
}

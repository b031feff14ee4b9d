import type { ChangePlan } from '@tenon/sdk/contract/change-plan'
import type { Command } from './command.ts'
import { describePlan, NOTHING_TO_APPLY } from './describe-plan.ts'
import { followRun, published } from './follow-run.ts'
import { hasDrifted } from './has-drifted.ts'
import { editsOf } from './model-folder.ts'
import { MODEL_EXIT, withModelFolder } from './model-options.ts'
import { type KeptPlan, planDrift, readPlanFile } from './plan-file.ts'
import { print } from './print.ts'
import { STAGES_USAGE } from './stages-option.ts'

export const applyModelCommand: Command = {
  usage: `model apply --tenant <short-name> [--folder model | --plan <file>] [--consent] ${STAGES_USAGE} [--note <text>] [--sql]`,
  summary: {
    en: 'Publishes the files, or a plan that was kept, as the next version. Ends with 0 when it is in force or there was nothing to do, 4 where it is refused, 5 where model or database have drifted since the plan.',
    'zh-CN':
      '将文件或已保存的计划发布为下一个版本。退出码：0 已生效或无需更改，4 被拒绝，5 生成计划后模型或数据库有变动。',
  },
  run(args) {
    return withModelFolder(this, args, async ({ tenon, ctx, folder, flags }) => {
      const kept = flags.plan === undefined ? null : readPlanFile(flags.plan)
      const edits = kept?.edits ?? editsOf(folder)
      const { version: baseVersion } = await tenon.modelEdits.read(ctx)
      const plan = await tenon.modelEdits.plan(ctx, edits)
      if (plan.steps.length === 0) {
        print(NOTHING_TO_APPLY)
        return MODEL_EXIT.same
      }
      process.stdout.write(`${describePlan(plan, flags).join('\n')}\n`)
      if (kept !== null && (isAnother(kept, plan) || (await hasDrifted(tenon, ctx)))) return MODEL_EXIT.drifted
      if (plan.blockers.length > 0) return MODEL_EXIT.blocked
      const { consent, stages, note } = flags
      const outcome = await tenon.modelEdits.apply(ctx, {
        edits,
        baseVersion,
        ...{ consent, stages },
        ...(note !== undefined && { note }),
      })
      const version = await followRun(tenon, ctx, { outcome })
      print(published(version))
      return MODEL_EXIT.same
    })
  },
}

/** Whether the plan is not the one that was agreed to, which is then told. */
function isAnother(kept: KeptPlan, plan: ChangePlan): boolean {
  const reasons = planDrift(kept, plan)
  for (const reason of reasons) process.stdout.write(`! ${reason}\n`)
  if (reasons.length > 0) {
    print({ en: 'The plan is not applied: make it anew and look at it.', 'zh-CN': '计划未执行：请重新生成并查看。' })
  }
  return reasons.length > 0
}

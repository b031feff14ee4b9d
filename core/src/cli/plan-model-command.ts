import type { Command } from './command.ts'
import { describePlan } from './describe-plan.ts'
import { hasDrifted } from './has-drifted.ts'
import { editsOf } from './model-folder.ts'
import { MODEL_EXIT, withModelFolder } from './model-options.ts'
import { shortHash, writePlanFile } from './plan-file.ts'

export const planModelCommand: Command = {
  usage: 'model plan --tenant <short-name> [--folder model] [--sql] [--out <file>]',
  summary:
    'Says what applying the files would do to tables and rows. Ends with 0 for nothing, 3 for changes, 4 where it would be refused, 5 where --out is asked for and the database has drifted from its model.',
  run(args) {
    return withModelFolder(this, args, async ({ tenon, ctx, folder, flags }) => {
      const edits = editsOf(folder)
      const plan = await tenon.modelEdits.plan(ctx, edits)
      const lines = plan.steps.length === 0 ? ['The tenant is as the files say.'] : describePlan(plan, flags)
      process.stdout.write(`${lines.join('\n')}\n`)
      if (plan.needsConsent) process.stdout.write('Values are put aside: apply it with --consent.\n')
      if (plan.blockers.length > 0) return MODEL_EXIT.blocked
      if (flags.out !== undefined && plan.steps.length > 0) {
        if (await hasDrifted(tenon, ctx)) return MODEL_EXIT.drifted
        writePlanFile(flags.out, plan, edits)
        process.stdout.write(`Plan ${shortHash(plan.hash)} is in ${flags.out}: apply it with --plan ${flags.out}.\n`)
      }
      return plan.steps.length === 0 ? MODEL_EXIT.same : MODEL_EXIT.differs
    })
  },
}

import type { Command } from './command.ts'
import { describePlan } from './describe-plan.ts'
import { editsOf } from './model-folder.ts'
import { MODEL_EXIT, withModelFolder } from './model-options.ts'

export const planModelCommand: Command = {
  words: ['model', 'plan'],
  usage: 'model plan --tenant <short-name> [--folder model] [--sql]',
  summary:
    'Says what applying the files would do to tables and rows. Ends with 0 for nothing, 3 for changes, 4 where it would be refused.',
  run(args) {
    return withModelFolder(this, args, async ({ tenon, ctx, folder, flags }) => {
      const plan = await tenon.modelEdits.plan(ctx, editsOf(folder))
      const lines = plan.steps.length === 0 ? ['The tenant is as the files say.'] : describePlan(plan, flags)
      process.stdout.write(`${lines.join('\n')}\n`)
      if (plan.needsConsent) process.stdout.write('Values are put aside: apply it with --consent.\n')
      if (plan.blockers.length > 0) return MODEL_EXIT.blocked
      return plan.steps.length === 0 ? MODEL_EXIT.same : MODEL_EXIT.differs
    })
  },
}

import { setTimeout } from 'node:timers/promises'
import type { ChangePlan } from '@tenon/sdk/contract/change-plan'
import type { PublishRun } from '@tenon/sdk/contract/publish-run'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import type { Tenon } from '../create-tenon.ts'
import type { Command } from './command.ts'
import { describePlan } from './describe-plan.ts'
import { hasDrifted } from './has-drifted.ts'
import { editsOf } from './model-folder.ts'
import { MODEL_EXIT, withModelFolder } from './model-options.ts'
import { type KeptPlan, planDrift, readPlanFile } from './plan-file.ts'

const LOOK_EVERY_MILLISECONDS = 1_000

export const applyModelCommand: Command = {
  usage: 'model apply --tenant <short-name> [--folder model | --plan <file>] [--consent] [--note <text>] [--sql]',
  summary:
    'Publishes the files, or a plan that was kept, as the next version. Ends with 0 when it is in force or there was nothing to do, 4 where it is refused, 5 where model or database have drifted since the plan.',
  run(args) {
    return withModelFolder(this, args, async ({ tenon, ctx, folder, flags }) => {
      const kept = flags.plan === undefined ? null : readPlanFile(flags.plan)
      const edits = kept?.edits ?? editsOf(folder)
      const { version: baseVersion } = await tenon.modelEdits.read(ctx)
      const plan = await tenon.modelEdits.plan(ctx, edits)
      if (plan.steps.length === 0) {
        process.stdout.write('The tenant is as the files say.\n')
        return MODEL_EXIT.same
      }
      process.stdout.write(`${describePlan(plan, flags).join('\n')}\n`)
      if (kept !== null && (isAnother(kept, plan) || (await hasDrifted(tenon, ctx)))) return MODEL_EXIT.drifted
      if (plan.blockers.length > 0) return MODEL_EXIT.blocked
      const { consent, note } = flags
      const outcome = await tenon.modelEdits.apply(ctx, {
        edits,
        baseVersion,
        consent,
        ...(note !== undefined && { note }),
      })
      const version = outcome.version ?? (await follow(tenon, ctx))
      process.stdout.write(`Version ${version} is published.\n`)
      return MODEL_EXIT.same
    })
  },
}

/** Whether the plan is not the one that was agreed to, which is then told. */
function isAnother(kept: KeptPlan, plan: ChangePlan): boolean {
  const reasons = planDrift(kept, plan)
  for (const reason of reasons) process.stdout.write(`! ${reason}\n`)
  if (reasons.length > 0) process.stdout.write('The plan is not applied: make it anew and look at it.\n')
  return reasons.length > 0
}

/** Waits for a publish that takes long, in this process or whichever goes on with it. */
async function follow(tenon: Tenon, ctx: RequestContext): Promise<number> {
  for (;;) {
    const run = await tenon.services.model.publishRun(ctx)
    if (run?.status === 'done') return run.version ?? 0
    if (run?.status === 'failed' || run?.status === 'cancelled') throw endedBadly(run)
    if (run !== null) process.stdout.write(`${run.status}: ${run.rows.done} of ${run.rows.total} rows\n`)
    await setTimeout(LOOK_EVERY_MILLISECONDS)
  }
}

function endedBadly({ error }: PublishRun): TenonError {
  return new TenonError({
    code: error?.code ?? 'CONFLICT',
    message: error?.message ?? 'The publish was cancelled; the model is as it was.',
  })
}

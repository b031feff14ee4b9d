import { readFileSync, writeFileSync } from 'node:fs'
import type { ChangePlan } from '@tenon/sdk/contract/change-plan'
import type { TenantEdits } from '@tenon/sdk/contract/model-document'
import type { AgreedPlan } from '@tenon/sdk/contract/plan-consent'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { z } from 'zod'
import { agreedPlan, becameRiskier } from '../schema-change/agreed-plan.ts'
import { canonicalJson } from '../schema-change/canonical-json.ts'

const PlanFile = z.strictObject({
  tenonPlan: z.literal(1),
  hash: z.string(),
  risk: z.enum(['safe', 'caution', 'destructive']),
  lost: z.int().min(0),
  steps: z.array(z.string()),
  edits: z.record(z.string(), z.json()),
})

/** A plan that was looked at, to be applied here or in another environment: what it does in words, and the edits. */
export interface KeptPlan extends AgreedPlan {
  steps: string[]
  edits: TenantEdits
}

/** The same plan of the same edits gives the same bytes. */
export function writePlanFile(path: string, plan: ChangePlan, edits: TenantEdits): void {
  const steps = plan.steps.map(({ summary }) => summary.en)
  const kept = { tenonPlan: 1, ...agreedPlan(plan), steps, edits }
  writeFileSync(path, canonicalJson(kept))
}

/** @throws TenonError BAD_REQUEST where the file is not there, or no plan */
export function readPlanFile(path: string): KeptPlan {
  try {
    const { tenonPlan: _form, edits, ...plan } = PlanFile.parse(JSON.parse(readFileSync(path, 'utf8')))
    return { ...plan, edits: edits as TenantEdits }
  } catch (cause) {
    const message = `'${path}' is no plan: write one with tenon model plan --out ${path}.`
    throw new TenonError({ code: 'BAD_REQUEST', message, cause })
  }
}

/** Why a plan is not the one that was kept, or has become riskier; none where it may be applied. */
export function planDrift(kept: KeptPlan, plan: ChangePlan): string[] {
  if (kept.hash !== plan.hash) {
    return [
      `the model or its plugins are not those for which the plan was made (${shortHash(plan.hash)} instead of ${shortHash(kept.hash)})`,
    ]
  }
  return becameRiskier(kept, plan).map(({ en }) => en)
}

/** Enough of a hash to tell two apart. */
export function shortHash(hash: string): string {
  return hash.slice(0, 'sha256-'.length + 12)
}

import { readFileSync, writeFileSync } from 'node:fs'
import type { ChangePlan } from '@tenon/sdk/contract/change-plan'
import { textIn } from '@tenon/sdk/contract/locale'
import type { TenantEdits } from '@tenon/sdk/contract/model-document'
import type { AgreedPlan } from '@tenon/sdk/contract/plan-consent'
import { z } from 'zod'
import { operatorError } from '../context/operator-error.ts'
import { agreedPlan, becameRiskier } from '../schema-change/agreed-plan.ts'
import { canonicalJson } from '../schema-change/canonical-json.ts'
import { cliLocale } from './cli-locale.ts'
import { spoken } from './spoken.ts'

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
    throw operatorError(
      'BAD_REQUEST',
      {
        en: `'${path}' is no plan: write one with tenon model plan --out ${path}.`,
        'zh-CN': `“${path}”不是计划：请用“tenon model plan --out ${path}”生成。`,
      },
      cause,
    )
  }
}

/** Why a plan is not the one that was kept, or has become riskier; none where it may be applied. */
export function planDrift(kept: KeptPlan, plan: ChangePlan): string[] {
  if (kept.hash !== plan.hash) {
    const [now, then] = [shortHash(plan.hash), shortHash(kept.hash)]
    return [
      spoken({
        en: `the model or its plugins are not those for which the plan was made (${now} instead of ${then})`,
        'zh-CN': `模型或其插件已不是生成计划时的样子（现为 ${now}，当时为 ${then}）`,
      }),
    ]
  }
  return becameRiskier(kept, plan).map((reason) => textIn(reason, cliLocale()))
}

/** Enough of a hash to tell two apart. */
export function shortHash(hash: string): string {
  return hash.slice(0, 'sha256-'.length + 12)
}

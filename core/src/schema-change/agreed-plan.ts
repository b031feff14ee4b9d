import type { ChangePlan, PlanRisk } from '@tenon/sdk/contract/change-plan'
import type { LocalizedText } from '@tenon/sdk/contract/locale'
import type { AgreedPlan } from '@tenon/sdk/contract/plan-consent'

type Planned = Pick<ChangePlan, 'hash' | 'steps'>

/** Least first. */
const RISKS: readonly PlanRisk[] = ['safe', 'caution', 'destructive']

export function valuesLost({ steps }: Pick<ChangePlan, 'steps'>): number {
  return steps.reduce((sum, { impact }) => sum + (impact?.lost ?? 0), 0)
}

/** What somebody agrees to who agrees to this plan. */
export function agreedPlan(plan: Planned): AgreedPlan {
  const risk = RISKS.findLast((one) => plan.steps.some((step) => step.risk === one)) ?? 'safe'
  return { hash: plan.hash, risk, lost: valuesLost(plan) }
}

/** How a plan is riskier than what was agreed to; none where it is not. */
export function becameRiskier(agreed: Omit<AgreedPlan, 'hash'>, plan: Planned): LocalizedText[] {
  const { risk, lost } = agreedPlan(plan)
  return [
    ...(lost > agreed.lost
      ? [
          {
            en: `It puts ${lost} values aside; ${agreed.lost} were agreed to.`,
            'zh-CN': `将移出 ${lost} 个值，而先前同意的是 ${agreed.lost} 个。`,
          },
        ]
      : []),
    ...(RISKS.indexOf(risk) > RISKS.indexOf(agreed.risk)
      ? [
          {
            en: `Its risk is ‘${risk}’; ‘${agreed.risk}’ was agreed to.`,
            'zh-CN': `风险为“${risk}”，而先前同意的是“${agreed.risk}”。`,
          },
        ]
      : []),
  ]
}

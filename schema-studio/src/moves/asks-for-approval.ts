import type { ModelView } from '@tenon/sdk/contract/model-document'

/** Whether there is a move that somebody has to agree to. */
export function asksForApproval({ pipelines }: Pick<ModelView, 'pipelines'>): boolean {
  return Object.values(pipelines).some(({ transitionRules }) => transitionRules?.some(({ approval }) => approval))
}

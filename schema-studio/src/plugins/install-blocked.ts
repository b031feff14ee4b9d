import type { EditChoices } from '@tenon/sdk/contract/edit-conflict'
import type { PluginPreview } from '@tenon/sdk/contract/plugins-api'
import type { StageAnswer } from '@tenon/sdk/contract/stage-mapping'
import { stagesAnswered } from '../pages/stages-answered.ts'
import { isDoubtful } from './grant-draft.ts'

interface Answers {
  trusting: boolean
  goingBack: boolean
  consent: boolean
  choices: EditChoices
  stages: StageAnswer
}

/** Whether a conflict waits for the choice of a value. */
export function hasOpenConflict({ conflicts }: PluginPreview, { choices }: Pick<Answers, 'choices'>): boolean {
  return conflicts.some(({ path }) => choices[path] === undefined)
}

/** Whether something of a version is unanswered, not agreed to, or cannot be done. */
export function installBlocked(preview: PluginPreview, answers: Answers): boolean {
  const { packages, plan, isDowngrade } = preview
  return (
    (isDowngrade && !answers.goingBack) ||
    hasOpenConflict(preview, answers) ||
    !stagesAnswered(plan.stages, answers.stages) ||
    plan.blockers.length > 0 ||
    (packages.some(isDoubtful) && !answers.trusting) ||
    (plan.needsConsent && !answers.consent)
  )
}

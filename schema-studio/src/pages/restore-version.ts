import type { ChangePlan } from '@tenon/sdk/contract/change-plan'
import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { AppServices } from '../app/app-services.ts'
import type { ConfirmQuestion } from '../app/confirm-dialog.ts'
import { errorText } from '../app/error-text.ts'
import { translate } from '../locales/translate.ts'
import { fittingAnswer, stagesAnswered } from './stages-answered.ts'

const SHOWN_STEPS = 6

interface Restoration {
  version: number
  locale: Locale
}

/**
 * Restores a version once the person has seen what that will do; agreeing to it is the consent. Tells how it went, and
 * resolves to whether it was begun.
 */
export async function restoreVersion(app: AppServices, { version, locale }: Restoration): Promise<boolean> {
  try {
    const plan = await app.client.model.planRestore({ version })
    const [blocker] = plan.blockers
    if (blocker !== undefined) {
      app.toast({ tone: 'critical', text: textIn(blocker, locale) })
      return false
    }
    const stages = fittingAnswer(plan.stages, {})
    // Where its records go is asked in the draft.
    if (!stagesAnswered(plan.stages, stages)) return takeIntoDraft(app, { version, locale }, 'stages')
    if (!(await app.confirm(restoreQuestion(plan, { version, locale })))) return false
    const restored = await app.client.model.restore({ version, consent: plan.needsConsent, stages })
    const told = restored.version === null ? 'runBegun' : 'restoredVersion'
    app.toast({ tone: 'positive', text: translate(locale, told, { version }) })
    return true
  } catch (error) {
    if (isConflict(error)) return takeIntoDraft(app, { version, locale }, 'conflict')
    app.toast({ tone: 'critical', text: errorText(error, locale) })
    return false
  }
}

/** A plugin has changed since what the version edits: which value stays is chosen in the draft. */
function isConflict(error: unknown): boolean {
  return error instanceof TenonError && error.problems.some(({ rule }) => rule === 'editConflict')
}

async function takeIntoDraft(
  app: AppServices,
  { version, locale }: Restoration,
  why: 'conflict' | 'stages',
): Promise<boolean> {
  const [title, text] =
    why === 'stages'
      ? (['stagesRestoreTitle', 'stagesRestoreText'] as const)
      : (['restoreConflictTitle', 'restoreConflictText'] as const)
  const agreed = await app.confirm({
    title: translate(locale, title, { version }),
    text: translate(locale, text, { version }),
    confirm: translate(locale, 'restoreToDraft'),
    cancel: translate(locale, 'cancel'),
  })
  if (!agreed) return false
  try {
    await app.drafts.takeVersion(version)
    return true
  } catch (error) {
    app.toast({ tone: 'critical', text: errorText(error, locale) })
    return false
  }
}

/** Asks whether a version is to be restored, given what that would do. */
function restoreQuestion(
  { steps, needsConsent, stages }: ChangePlan,
  { version, locale }: Restoration,
): ConfirmQuestion {
  const words = (key: Parameters<typeof translate>[1], parameters = {}) => translate(locale, key, parameters)
  const shown = steps.slice(0, SHOWN_STEPS).map(({ summary }) => textIn(summary, locale))
  const more = steps.length - shown.length
  const back = stages.returning.reduce((sum, { live, deleted }) => sum + live + deleted, 0)
  const lost = Math.max(0, ...steps.map(({ impact }) => impact?.lost ?? 0))
  const text = [
    ...(steps.length === 0 ? [words('restoreNothing')] : [words('restoreSteps'), `${shown.join('; ')}.`]),
    ...(more > 0 ? [words('restoreMore', { count: more })] : []),
    ...(needsConsent ? [words('restoreLost', { count: lost })] : []),
    ...(back > 0 ? [words('stagesReturn', { count: back })] : []),
  ]
  return {
    title: words('restoreTitle', { version }),
    text: text.join(' '),
    confirm: words('restoreVersion'),
    cancel: words('cancel'),
    critical: needsConsent,
  }
}

import type { ChangePlan } from '@tenon/sdk/contract/change-plan'
import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import { html } from 'lit'
import { icon } from '../icons/icon.ts'
import { translate } from '../locales/translate.ts'
import '../pages/plan-step.ts'

/** What a plan does to tables and rows, step by step, and what stands in its way; needs `stateStyles` and `pluginStyles`. */
export function renderPlan({ steps, blockers, whatIf }: ChangePlan, locale: Locale) {
  return html`${blockers.map(
    (blocker) => html`<div class="notice critical">${icon('circle-alert')}<p>${textIn(blocker, locale)}</p></div>`,
  )}
    ${
      steps.length === 0
        ? html`<p>${translate(locale, 'doesNothing')}</p>`
        : html`<ol class="steps">
            ${steps.map(
              (step, at) =>
                html`<li><studio-plan-step .step=${step} .rules=${whatIf.filter((rule) => rule.step === at)}></studio-plan-step></li>`,
            )}
          </ol>`
    }`
}

import type { ActionRun } from '@tenon/sdk/contract/action-run'
import type { Locale } from '@tenon/sdk/contract/locale'
import { html, nothing, type TemplateResult } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { recordPath } from '../app/route.ts'
import { translate } from '../locales/translate.ts'
import { runWords } from './run-words.ts'

/** How far a run is: a bar, the count, and what the action says of itself. Needs `actionDialogStyles`. */
export function renderProgress(
  run: Pick<ActionRun, 'total' | 'done' | 'message'> | null,
  locale: Locale,
): TemplateResult {
  const { total = 0, done = 0, message = null } = run ?? {}
  const isKnown = total > 0
  const words = isKnown ? translate(locale, 'runProgress', { done, total }) : translate(locale, 'runRunning')
  return html`<div
      class="bar ${isKnown ? '' : 'unknown'}"
      role="progressbar"
      aria-label=${translate(locale, 'runRunning')}
      aria-valuemin="0"
      aria-valuemax=${isKnown ? total : nothing}
      aria-valuenow=${isKnown ? done : nothing}
      aria-valuetext=${words}
    >
      <span .style=${isKnown ? `width:${(100 * done) / total}%` : ''}></span>
    </div>
    <div class="facts">
      <span class="message" role="status">${message ?? translate(locale, 'runRunning')}</span>
      ${isKnown ? html`<span>${words}</span>` : nothing}
    </div>`
}

/** What came of a run that did not go through as a whole: a sentence, and each refused record with its reason. */
export function renderRefusals(
  run: ActionRun,
  { app, ...words }: { app: Pick<AppServices, 'model'>; locale: Locale; onRecords: boolean },
): TemplateResult {
  const { locale } = words
  const { status, refusals, refused, entity, done, total } = run
  const tone = status === 'failed' || status === 'interrupted' ? 'critical' : 'caution'
  const hidden = refused - refusals.length
  return html`<div class="notice ${tone}" role="alert">
      <p>
        ${runWords(run, words)}
        ${status === 'failed' ? translate(locale, 'runDoneBefore', { done, total }) : nothing}
      </p>
    </div>
    ${
      refusals.length > 0
        ? html`<ul class="refusals" aria-label=${translate(locale, 'refusedRecords')} tabindex="0">
            ${refusals.map(
              ({ id, title, message }) => html`<li>
                ${id && title !== null && app.model.entities[entity] ? html`<a href=${recordPath(entity, id)}>${title || translate(locale, 'untitled')}</a>` : nothing}
                <span class="why">${message}</span>
              </li>`,
            )}
          </ul>`
        : nothing
    }
    ${hidden > 0 ? html`<p>${translate(locale, 'moreRelated', { count: hidden })}</p>` : nothing}`
}

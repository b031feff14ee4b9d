import { AGE_LIMITS } from '@tenon/sdk/contract/pipeline-report'
import { html } from 'lit'
import { formatCount, hueOfStage, type ReportView } from './report-view.ts'

/** How old the open records of each stage are: the fuller a cell, the stronger its colour. */
export function renderAgeTable(view: ReportView) {
  const { report, pipeline, locale, t } = view
  const open = report.stages.filter(({ category, now }) => category === 'open' && now.count > 0)
  if (open.length === 0) return html`<p class="none">${t('reportNoneOpen')}</p>`
  const most = Math.max(1, ...open.flatMap(({ now }) => now.ages))
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${t('reportAges')}>
    <table class="table ages">
      <thead>
        <tr>
          <th scope="col" class="sticky">${t('stage')}</th>
          ${AGE_LIMITS.map((limit, index) => html`<th scope="col" class="end">${ageLabel(view, index, limit)}</th>`)}
          <th scope="col" class="end">${t('reportAgeBeyond', { days: AGE_LIMITS.at(-1) ?? 0 })}</th>
        </tr>
      </thead>
      <tbody>
        ${open.map(
          ({ stage, label, now }) => html`<tr data-hue=${hueOfStage(pipeline, stage)}>
            <th scope="row" class="sticky"><span class="stage"><i></i>${label[locale] ?? label.en}</span></th>
            ${now.ages.map(
              (count) => html`<td class="end heat" .style=${`--heat:${Math.round((count / most) * 60)}%`}>
                ${count === 0 ? html`<span class="faint">–</span>` : formatCount(count, view)}
              </td>`,
            )}
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`
}

function ageLabel({ t }: ReportView, index: number, limit: number): string {
  return t('reportAgeDays', { from: index === 0 ? 0 : (AGE_LIMITS[index - 1] ?? 0), to: limit })
}

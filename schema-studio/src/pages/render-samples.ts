import type { PlanSample } from '@tenon/sdk/contract/change-plan'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { Locale } from '@tenon/sdk/contract/locale'
import { html, type TemplateResult } from 'lit'
import { translate } from '../locales/translate.ts'

const SHOWN_CHARACTERS = 120

/** Rows with their values before and after a step; needs `planStepStyles`. */
export function renderSamples(samples: readonly PlanSample[], locale: Locale): TemplateResult {
  const empty = translate(locale, 'sampleEmpty')
  return html`<table>
    <thead>
      <tr>
        <th scope="col">${translate(locale, 'sampleRecord')}</th>
        <th scope="col">${translate(locale, 'sampleBefore')}</th>
        <th scope="col">${translate(locale, 'sampleAfter')}</th>
      </tr>
    </thead>
    <tbody>
      ${samples.map(
        ({ id, title, before, after, lost }) => html`<tr>
          <td>${title ?? id}</td>
          <td>${shown(before, empty)}</td>
          <td class=${lost ? 'lost' : ''}>${shown(after, empty)}</td>
        </tr>`,
      )}
    </tbody>
  </table>`
}

function shown(value: JsonValue, empty: string): string {
  if (value === null) return empty
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text
}

import type { StageCategory, StageSchema } from '@tenon/sdk/contract/pipeline-schema'
import { html } from 'lit'
import { StudioElement } from '../app/studio-element.ts'
import type { MessageKey } from '../locales/catalog.ts'
import { typedIn } from './pipeline-element.ts'
import { pipelinePartStyles } from './pipeline-part.styles.ts'
import { renderChoice } from './render-choice.ts'
import { bothLabels, renderWords } from './render-words.ts'
import { StagePart } from './stage-part.ts'
import { CATEGORY_WORDS } from './stage-table.ts'

type NumberKey = 'probability' | 'rottingDays' | 'slaHours' | 'wipLimit'

const NUMBERS: ReadonlyArray<{ key: NumberKey; label: MessageKey; min: number; max?: number; step: string }> = [
  { key: 'probability', label: 'stageProbability', min: 0, max: 100, step: '1' },
  { key: 'rottingDays', label: 'stageRotting', min: 1, step: '1' },
  { key: 'slaHours', label: 'stageSla', min: 0, step: 'any' },
  { key: 'wipLimit', label: 'stageWip', min: 1, step: '1' },
]

/** What a stage is called, what it means, and its limits. */
export class StageBasics extends StagePart {
  static override styles = [StudioElement.styles, pipelinePartStyles]

  override render() {
    const { label, category } = this.stage
    return html`<div class="grid">
      ${renderWords({
        id: 'stage',
        locale: this.locale,
        value: label,
        label: bothLabels(this.locale),
        change: (changed) => this.edit({ label: changed }),
      })}
      ${renderChoice({
        id: 'category',
        label: this.t('stageCategory'),
        options: Object.entries(CATEGORY_WORDS).map(([value, words]) => ({ value, label: this.t(words) })),
        value: category,
        change: (value) => this.edit({ category: value as StageCategory }),
      })}
      ${NUMBERS.map((one) => this.#renderNumber(one))}
    </div>`
  }

  #renderNumber({ key, label, min, max, step }: (typeof NUMBERS)[number]) {
    const value = this.stage[key]
    return html`<div class="field">
      <label class="label" for=${key}>${this.t(label)}</label>
      <input
        class="input"
        id=${key}
        type="number"
        inputmode="decimal"
        min=${min}
        max=${max ?? ''}
        step=${step}
        .value=${value === undefined ? '' : String(value)}
        @change=${(event: Event) => this.edit(numberOf(key, typedIn(event)))}
      />
      ${this.problemsAt(`${this.pointer}/${key}`)}
    </div>`
  }
}

function numberOf(key: NumberKey, text: string): { [K in NumberKey]?: StageSchema[K] | undefined } {
  return { [key]: text.trim() === '' ? undefined : Number(text) }
}
customElements.define('studio-stage-basics', StageBasics)

import type { FieldType } from '@tenon/sdk/contract/field-type'
import type { LossReason } from '@tenon/sdk/contract/pipeline-schema'
import { html, nothing } from 'lit'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'
import { PipelineElement } from './pipeline-element.ts'
import { pipelinePartStyles } from './pipeline-part.styles.ts'
import { renderChoice } from './render-choice.ts'
import { renderPicks } from './render-picks.ts'

/** Fields that say why a record was lost. Fires `studio-loss-field-wanted` where there is no fitting field yet. */
export class LossReasonPanel extends PipelineElement {
  static override styles = [StudioElement.styles, pipelinePartStyles]

  #set(change: { [K in keyof LossReason]?: LossReason[K] | undefined }): void {
    const kept = Object.entries({ ...this.pipeline.lossReason, ...change }).filter(([, value]) => value !== undefined)
    this.change({ lossReason: Object.fromEntries(kept) as unknown as LossReason })
  }

  override render() {
    const { lossReason } = this.pipeline
    return html`<p class="lead">${this.t('lossLead')}</p>
      <div class="stack">
        <div class="grid">
          ${renderChoice({
            id: 'loss-field',
            label: this.t('lossField'),
            none: this.t('pipelineNone'),
            options: this.#fieldsOf(['choice']),
            value: lossReason?.field ?? '',
            problem: this.problemsAt('/lossReason/field'),
            change: (field) => (field === '' ? this.change({ lossReason: undefined }) : this.#choose(field)),
          })}
          ${lossReason === undefined ? nothing : this.#renderText(lossReason)}
        </div>
        ${this.#fieldsOf(['choice']).length === 0 || lossReason === undefined ? this.#renderCreate() : nothing}
        ${lossReason?.textField === undefined ? nothing : this.#renderOptions(lossReason)}
        ${this.problemsAt('/lossReason/textRequiredFor')}
      </div>`
  }

  /** Options of another field are others. */
  #choose(field: string): void {
    this.#set({ field, textRequiredFor: undefined })
  }

  #fieldsOf(types: FieldType[]) {
    return this.fields
      .filter(([, { fieldType }]) => types.includes(fieldType as FieldType))
      .map(([name, field]) => ({ value: name, label: this.text(field.label) }))
  }

  #renderText({ textField }: LossReason) {
    return renderChoice({
      id: 'loss-text',
      label: this.t('lossText'),
      none: this.t('pipelineNone'),
      options: this.#fieldsOf(['text', 'longText']),
      value: textField ?? '',
      problem: this.problemsAt('/lossReason/textField'),
      change: (value) =>
        this.#set({ textField: value || undefined, ...(value === '' && { textRequiredFor: undefined }) }),
    })
  }

  #renderOptions({ field, textRequiredFor = [] }: LossReason) {
    const options = this.fields.find(([name]) => name === field)?.[1].options ?? []
    return renderPicks({
      legend: this.t('lossTextFor'),
      options: options.map(({ value, label }) => ({ value, label: this.text(label) })),
      chosen: textRequiredFor,
      change: (chosen) => this.#set({ textRequiredFor: chosen.length > 0 ? chosen : undefined }),
    })
  }

  #renderCreate() {
    return html`<div>
      <button type="button" class="button add" @click=${() => this.dispatchEvent(new Event('studio-loss-field-wanted'))}>
        ${icon('plus')} ${this.t('lossCreate')}
      </button>
      <p class="help">${this.t('lossCreateHelp')}</p>
    </div>`
  }
}
customElements.define('studio-loss-reason', LossReasonPanel)

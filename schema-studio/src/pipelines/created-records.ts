import type { StageEntry, StageRecord } from '@tenon/sdk/contract/pipeline-schema'
import { isDerivedType } from '@tenon/sdk/contract/value-field'
import { html } from 'lit'
import { StudioElement } from '../app/studio-element.ts'
import { fieldNameFrom } from '../draft/field-name.ts'
import { icon } from '../icons/icon.ts'
import type { ExpressionChangedEvent } from '../pages/expression-editor.ts'
import { typedIn } from './pipeline-element.ts'
import { pipelinePartStyles } from './pipeline-part.styles.ts'
import { renderChoice } from './render-choice.ts'
import { bothLabels, renderWords } from './render-words.ts'
import { filled, StagePart } from './stage-part.ts'
import '../pages/expression-editor.ts'

/** Records that are created when another enters the stage, such as a task; their values are expressions over it. */
export class CreatedRecords extends StagePart {
  static override styles = [StudioElement.styles, pipelinePartStyles]

  get #creates(): StageRecord[] {
    return this.stage.entry?.creates ?? []
  }

  #set(creates: StageRecord[]): void {
    this.edit({ entry: filled<StageEntry>({ ...this.stage.entry, creates: creates.length > 0 ? creates : undefined }) })
  }

  #edit(at: number, change: Partial<StageRecord>): void {
    this.#set(this.#creates.map((one, index) => (index === at ? { ...one, ...change } : one)))
  }

  #add(): void {
    const names = Object.keys(this.document.entities)
    const entity = names.find((name) => /task|activity/i.test(name)) ?? names[0] ?? ''
    const label = { en: 'Follow-up', 'zh-CN': '跟进' }
    const name = fieldNameFrom(
      'followUp',
      this.#creates.map((one) => one.name),
    )
    const needed = this.document.entities[entity]?.required ?? []
    const values = Object.fromEntries(needed.map((field) => [field, '']))
    this.#set([...this.#creates, { name, label, entity, values }])
  }

  override render() {
    return html`<div class="stack">
      ${this.#creates.map((one, at) => this.#renderRecord(one, at))}
      <button type="button" class="button add" @click=${() => this.#add()}>${icon('plus')} ${this.t('createsAdd')}</button>
    </div>`
  }

  #renderRecord(one: StageRecord, at: number) {
    const place = `${this.pointer}/entry/creates/${at}`
    const words = this.text(one.label)
    return html`<fieldset>
      <legend>${words}</legend>
      <div class="grid">
        ${renderWords({
          id: `creates-${at}`,
          locale: this.locale,
          value: one.label,
          label: bothLabels(this.locale),
          change: (label) => this.#edit(at, { label }),
        })}
        ${renderChoice({
          id: `creates-entity-${at}`,
          label: this.t('createsEntity'),
          options: Object.values(this.document.entities).map(({ name, label }) => ({
            value: name,
            label: this.text(label),
          })),
          value: one.entity,
          problem: this.problemsAt(`${place}/entity`),
          change: (entity) => this.#edit(at, { entity, values: {} }),
        })}
      </div>
      ${Object.entries(one.values).map(([field, text]) => this.#renderValue({ one, at, place, field, text }))}
      ${this.#renderAddValue(one, at)}
      <button
        type="button"
        class="button quiet add"
        aria-label=${this.t('createsRemoveOf', { name: words })}
        @click=${() => this.#set(this.#creates.toSpliced(at, 1))}
      >
        ${icon('trash-2')} ${this.t('createsRemove')}
      </button>
    </fieldset>`
  }

  #fieldsOf(entity: string) {
    const properties = Object.entries(this.document.entities[entity]?.properties ?? {})
    return properties
      .filter(([, { fieldType, readOnly }]) => !isDerivedType(fieldType) && readOnly !== true)
      .map(([name, { label }]) => ({ value: name, label: this.text(label) }))
  }

  #renderValue({ one, at, place, field, text }: Value) {
    const { [field]: _removed, ...others } = one.values
    const label = this.#fieldsOf(one.entity).find(({ value }) => value === field)?.label ?? field
    const pointer = `${place}/values/${field}`
    return html`<div class="stack">
      <studio-expression-editor
        .label=${label}
        .help=${this.t('createsValueHelp')}
        .value=${text}
        .names=${this.fieldNames}
        .problems=${this.expressions.get(pointer) ?? []}
        @studio-expression-changed=${(event: ExpressionChangedEvent) =>
          this.#edit(at, { values: { ...one.values, [field]: event.text } })}
      ></studio-expression-editor>
      <button
        type="button"
        class="button quiet dense add"
        aria-label=${this.t('createsValueRemoveOf', { field: label })}
        @click=${() => this.#edit(at, { values: others })}
      >
        ${icon('x')} ${this.t('createsValueRemove')}
      </button>
    </div>`
  }

  #renderAddValue(one: StageRecord, at: number) {
    const free = this.#fieldsOf(one.entity).filter(({ value }) => one.values[value] === undefined)
    return html`<div class="field">
      <label class="label" for="creates-value-${at}">${this.t('createsValueAdd')}</label>
      <select
        class="select"
        id="creates-value-${at}"
        .value=${''}
        @change=${(event: Event) => {
          const field = typedIn(event)
          if (field !== '') this.#edit(at, { values: { ...one.values, [field]: '' } })
        }}
      >
        <option value="">${this.t('choose')}</option>
        ${free.map(({ value, label }) => html`<option value=${value}>${label}</option>`)}
      </select>
    </div>`
  }
}

interface Value {
  one: StageRecord
  at: number
  place: string
  field: string
  text: string
}
customElements.define('studio-created-records', CreatedRecords)

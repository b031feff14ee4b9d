import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { ModelEntity, TenantEdits } from '@tenon/sdk/contract/model-document'
import { chipStyles, tableStyles } from '@tenon/web-components/data.styles'
import { html, nothing } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { StudioElement } from '../app/studio-element.ts'
import type { PendingMark } from '../draft/pending-mark.ts'
import { isCustomised } from '../draft/reset-field.ts'
import { icon } from '../icons/icon.ts'
import { fieldTableStyles } from './field-table.styles.ts'
import { FIELD_TYPE_INFO } from './field-type-info.ts'
import { sourceLabel, sourceStyles } from './source-label.ts'

export type FieldAction = 'edit' | 'remove' | 'reset'

/** Somebody wants to do something with a field. */
export class FieldActionEvent extends Event {
  readonly field: string
  readonly action: FieldAction

  constructor(field: string, action: FieldAction) {
    super('studio-field-action')
    this.field = field
    this.action = action
  }
}

/** The fields of an entity with their rules and what is pending; fires `studio-field-action`. */
export class FieldTable extends StudioElement {
  static override styles = [StudioElement.styles, chipStyles, tableStyles, sourceStyles, fieldTableStyles]
  static override properties = {
    app: { attribute: false },
    entity: { attribute: false },
    published: { attribute: false },
    marks: { attribute: false },
    edits: { attribute: false },
  }
  declare app: AppServices
  declare entity: ModelEntity
  declare published: ModelEntity | undefined
  declare marks: Map<string, PendingMark>
  declare edits: TenantEdits

  override render() {
    const removed = [...this.marks].filter(([, mark]) => mark === 'removed').map(([name]) => name)
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${this.t('fields')}>
      <table class="table">
        <thead>
          <tr>
            <th scope="col" class="sticky">${this.t('field')}</th>
            <th scope="col">${this.t('fieldType')}</th>
            <th scope="col">${this.t('rules')}</th>
            <th scope="col">${this.t('source')}</th>
            <th scope="col"><span class="visually-hidden">${this.t('actions')}</span></th>
          </tr>
        </thead>
        <tbody>
          ${Object.entries(this.entity.properties).map(([name, field]) => this.#renderField(name, field))}
          ${removed.map((name) => this.#renderRemoved(name))}
        </tbody>
      </table>
    </div>`
  }

  /** Brings a field's row into view and puts the focus on it. */
  async reveal(field: string): Promise<void> {
    await this.updateComplete
    const row = this.element<HTMLElement>(`tr[data-field="${CSS.escape(field)}"]`)
    row?.scrollIntoView({ block: 'center' })
    row?.querySelector<HTMLElement>('.open')?.focus({ preventScroll: true })
  }

  #act(field: string, action: FieldAction): void {
    this.dispatchEvent(new FieldActionEvent(field, action))
  }

  #renderField(name: string, field: FieldSchema) {
    const info = FIELD_TYPE_INFO[field.fieldType]
    const mark = this.marks.get(name)
    return html`<tr class=${mark ?? ''} data-field=${name} @click=${() => this.#act(name, 'edit')}>
      <th scope="row" class="sticky">
        <span class="name">
          <button class="open" @click=${(event: Event) => this.#open(event, name)}>${this.text(field.label)}</button>
          ${name === this.entity.titleField ? html`<span class="chip">${this.t('titleFieldMark')}</span>` : nothing}
          ${mark ? this.#renderMark(mark) : nothing}
        </span>
        <code>${name}</code>
      </th>
      <td><span class="type">${icon(info.icon)} ${this.#typeName(field)}</span></td>
      <td>${this.#renderRules(name, field)}</td>
      <td>${sourceLabel(this.entity.fieldSources[name] ?? this.entity.source, { plugins: this.app.plugins, locale: this.locale })}</td>
      <td class="end">${this.#renderActions(name, field)}</td>
    </tr>`
  }

  #open(event: Event, name: string): void {
    event.stopPropagation()
    this.#act(name, 'edit')
  }

  #typeName(field: FieldSchema): string {
    const name = this.t(FIELD_TYPE_INFO[field.fieldType].label)
    const target = field.reference && this.app.model.entities[field.reference.entity]
    return target ? `${name} → ${this.text(target.label)}` : name
  }

  #renderMark(mark: PendingMark) {
    const words = { added: this.t('markAdded'), changed: this.t('markChanged'), removed: this.t('markRemoved') }
    return html`<span class="mark">${words[mark]}</span>`
  }

  #renderRules(name: string, field: FieldSchema) {
    const rules = [
      this.entity.required?.includes(name) && this.t('ruleRequired'),
      field.computedBy !== undefined && this.t('ruleComputed'),
      field.unique && this.t('ruleUnique'),
      this.entity.uniqueTogether?.some(({ fields }) => fields.includes(name)) && this.t('ruleUniqueTogether'),
      field.deprecated && this.t('ruleDeprecated'),
      field.searchable && this.t('ruleSearchable'),
      field.indexed && this.t('ruleIndexed'),
      field.embed === 'portal' && this.t('ruleEmbedPortal'),
      field.embed === 'public' && this.t('ruleEmbedPublic'),
    ].filter((rule) => rule !== false && rule !== undefined)
    if (rules.length === 0) return html`<span class="dash" aria-hidden="true">–</span>`
    return html`<span class="rules">${rules.join(' · ')}</span>`
  }

  #renderActions(name: string, field: FieldSchema) {
    const label = this.text(field.label)
    if (this.entity.fieldSources[name] === 'tenant') {
      return this.#renderAction({
        name,
        action: 'remove',
        icon: 'trash-2',
        label: this.t('removeField', { field: label }),
      })
    }
    if (!isCustomised(this.edits, { entity: this.entity.name, name })) return nothing
    return this.#renderAction({
      name,
      action: 'reset',
      icon: 'rotate-ccw',
      label: this.t('resetField', { field: label }),
    })
  }

  #renderAction(action: { name: string; action: FieldAction; icon: 'trash-2' | 'rotate-ccw'; label: string }) {
    return html`<button
      class="button quiet icon dense"
      aria-label=${action.label}
      title=${action.label}
      @click=${(event: Event) => {
        event.stopPropagation()
        this.#act(action.name, action.action)
      }}
    >
      ${icon(action.icon)}
    </button>`
  }

  #renderRemoved(name: string) {
    const field = this.published?.properties[name]
    if (!field) return nothing
    return html`<tr class="removed">
      <th scope="row" class="sticky">
        <span class="name"><s>${this.text(field.label)}</s> ${this.#renderMark('removed')}</span><code>${name}</code>
      </th>
      <td><span class="type">${icon(FIELD_TYPE_INFO[field.fieldType].icon)} ${this.#typeName(field)}</span></td>
      <td colspan="3"></td>
    </tr>`
  }
}
customElements.define('studio-field-table', FieldTable)

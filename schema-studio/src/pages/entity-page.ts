import type { ModelEntity } from '@tenon/sdk/contract/model-document'
import { chipStyles, stateStyles } from '@tenon/web-components/data.styles'
import '@tenon/web-components/record-form'
import { html, nothing } from 'lit'
import { keyed } from 'lit/directives/keyed.js'
import { emptyState } from '../app/empty-state.ts'
import { pageStyles } from '../app/page.styles.ts'
import { pageHeader } from '../app/page-header.ts'
import { studioEntityPath } from '../app/route.ts'
import { StudioElement } from '../app/studio-element.ts'
import { pendingFields } from '../draft/pending-changes.ts'
import { publishedEntity } from '../draft/published-entity.ts'
import { removeField } from '../draft/remove-field.ts'
import { resetField } from '../draft/reset-field.ts'
import { icon } from '../icons/icon.ts'
import { DraftElement } from './draft-element.ts'
import { entityPageStyles } from './entity-page.styles.ts'
import type { EntityRenamedEvent, EntitySheet } from './entity-sheet.ts'
import type { FieldSavedEvent, FieldSheet } from './field-sheet.ts'
import type { FieldActionEvent, FieldTable } from './field-table.ts'
import { previewClient } from './preview-client.ts'
import { previewModel } from './preview-model.ts'
import type { RulesSheet } from './rules-sheet.ts'
import { sourceLabel, sourceStyles } from './source-label.ts'
import './draft-bar.ts'
import './entity-sheet.ts'
import './field-sheet.ts'
import './field-table.ts'
import './rules-sheet.ts'
import './stage-list.ts'

/** One entity's fields, and the form that they make. */
export class EntityPage extends DraftElement {
  static override styles = [StudioElement.styles, chipStyles, stateStyles, sourceStyles, pageStyles, entityPageStyles]
  static override properties = { ...DraftElement.properties, entity: {}, field: {} }
  declare entity: string
  /** The field that whoever came here wants to see. */
  declare field: string
  #shownField = ''

  constructor() {
    super()
    this.field = ''
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.untilRemoved(this.app.shortcuts.add({ n: () => this.#addField() }))
  }

  override updated(): void {
    const isThere = this.app.drafts.draft?.document.entities[this.entity]?.properties[this.field] !== undefined
    if (!isThere || this.#shownField === this.field) return
    this.#shownField = this.field
    void this.#showField(this.field)
  }

  #addField(): void {
    void this.element<FieldSheet>('studio-field-sheet')?.open(this.entity, null)
  }

  async #showField(field: string): Promise<void> {
    await this.updateComplete
    await this.element<FieldTable>('studio-field-table')?.reveal(field)
  }

  #onFieldAction({ field, action }: FieldActionEvent): void {
    const { drafts } = this.app
    const entity = drafts.draft?.document.entities[this.entity]
    if (!entity) return
    if (action === 'edit') return void this.element<FieldSheet>('studio-field-sheet')?.open(this.entity, field)
    const label = this.text(entity.properties[field]?.label ?? field)
    const step =
      action === 'remove'
        ? drafts.apply((edits) => removeField(edits, { entity, name: field }))
        : drafts.apply((edits) => resetField(edits, { entity: this.entity, name: field }))
    this.attempt(
      step.then(() => this.#offerUndo(this.t(action === 'remove' ? 'fieldRemoved' : 'fieldReset', { field: label }))),
    )
  }

  #offerUndo(text: string): void {
    const { drafts } = this.app
    this.app.toast({ text, action: { label: this.t('undo'), run: () => this.attempt(drafts.undo()) } })
  }

  override render() {
    const { draft } = this.app.drafts
    const entity = draft?.document.entities[this.entity]
    if (draft && !entity) return this.#renderMissing()
    const shown = entity ?? this.app.model.entities[this.entity]
    if (!shown) return html`${pageHeader({ title: '…' })}<div class="body" aria-busy="true"></div>`
    return html`${this.#renderHeader(shown)}
      <div class="body">
        <div class="columns">
          <section class="fields" aria-label=${this.t('fields')}>${this.#renderFields(shown)}</section>
          <aside class="preview" aria-label=${this.t('preview')}>${this.#renderPreview(shown)}</aside>
        </div>
      </div>
      <studio-field-sheet
        .app=${this.app}
        @studio-field-saved=${(event: FieldSavedEvent) => this.#showField(event.field)}
      ></studio-field-sheet>
      <studio-entity-sheet
        .app=${this.app}
        @studio-entity-renamed=${({ entity: name }: EntityRenamedEvent) => void this.app.router.navigate(studioEntityPath(name))}
      ></studio-entity-sheet>
      <studio-rules-sheet .app=${this.app}></studio-rules-sheet>`
  }

  #renderHeader(entity: ModelEntity) {
    return pageHeader({
      crumbs: [{ label: this.t('entities'), path: '/studio' }],
      title: this.text(entity.label),
      aside: sourceLabel(entity.source, { plugins: this.app.plugins, locale: this.locale }),
      actions: html`<studio-draft-bar .app=${this.app} review></studio-draft-bar>
        <button class="button primary" ?disabled=${!this.app.drafts.draft} @click=${() => this.#addField()}>
          ${icon('plus')} ${this.t('addField')}
        </button>`,
    })
  }

  #renderFields(entity: ModelEntity) {
    const published = publishedEntity(this.app.model, entity)
    return html`<div class="summary">
        <p>${entity.description ? this.text(entity.description) : nothing}</p>
        <button
          class="button"
          ?disabled=${!this.app.drafts.draft}
          @click=${() => void this.element<EntitySheet>('studio-entity-sheet')?.open(this.entity)}
        >
          ${icon('pencil')} ${this.t('editEntity')}
        </button>
        <button
          class="button"
          ?disabled=${!this.app.drafts.draft}
          @click=${() => void this.element<RulesSheet>('studio-rules-sheet')?.open(this.entity)}
        >
          ${icon('check')} ${this.t('rulesCount', { count: entity.validations?.length ?? 0 })}
        </button>
      </div>
      <studio-field-table
        .app=${this.app}
        .entity=${entity}
        .published=${published}
        .marks=${pendingFields(published, entity)}
        .edits=${this.app.drafts.draft?.edits ?? {}}
        @studio-field-action=${(event: FieldActionEvent) => this.#onFieldAction(event)}
      ></studio-field-table>
      <studio-stage-list .app=${this.app} .entity=${entity.name}></studio-stage-list>`
  }

  #renderPreview(entity: ModelEntity) {
    const { draft } = this.app.drafts
    return html`<h2>${icon('eye')} ${this.t('preview')}</h2>
      <p class="help">${this.t('previewHelp')}</p>
      <div class="paper">
        ${keyed(
          draft?.revision,
          html`<tenon-record-form
            .client=${previewClient(this.app.client, this.t('previewSavesNothing'))}
            .model=${previewModel(this.app.model, entity)}
            .entity=${this.entity}
            .locale=${this.locale}
          ></tenon-record-form>`,
        )}
      </div>`
  }

  #renderMissing() {
    const title = this.t('entityMissingTitle')
    return html`${pageHeader({ title })}
      <div class="body">
        ${emptyState({
          picture: 'closed',
          title,
          text: this.t('entityMissingText'),
          action: html`<a class="button" href="/studio">${this.t('goBack')}</a>`,
        })}
      </div>`
  }
}
customElements.define('studio-entity-page', EntityPage)

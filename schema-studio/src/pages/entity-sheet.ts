import type { DuplicateRule, RollupSchema, UniqueGroup } from '@tenon/sdk/contract/entity-schema'
import type { ModelEntity } from '@tenon/sdk/contract/model-document'
import { FORMER_NAME_DAYS } from '@tenon/sdk/contract/model-names'
import { css, html, nothing } from 'lit'
import { dialogStyles } from '../app/dialog.styles.ts'
import { errorText } from '../app/error-text.ts'
import { StudioElement } from '../app/studio-element.ts'
import { FIELD_NAME_PATTERN } from '../draft/field-name.ts'
import { relabelEntity } from '../draft/relabel-entity.ts'
import { isWhole, setDuplicateRules } from '../draft/set-duplicate-rules.ts'
import { privacyOfForm, setPrivacy } from '../draft/set-privacy.ts'
import { rollupFault, setRollups } from '../draft/set-rollups.ts'
import { setUniqueGroups } from '../draft/set-unique-groups.ts'
import { DraftElement } from './draft-element.ts'
import type { DuplicateRulesChangedEvent } from './duplicate-rules-editor.ts'
import { fieldSheetStyles } from './field-sheet.styles.ts'
import { renderEntityPrivacy } from './render-entity-privacy.ts'
import type { RollupsChangedEvent } from './rollups-editor.ts'
import type { GroupsChangedEvent } from './unique-groups-editor.ts'
import './duplicate-rules-editor.ts'
import './rollups-editor.ts'
import './unique-groups-editor.ts'

/** An entity has another name in the draft. */
export class EntityRenamedEvent extends Event {
  readonly entity: string

  constructor(entity: string) {
    super('studio-entity-renamed')
    this.entity = entity
  }
}

/**
 * What an entity is called, in both languages and in the API, its icon, which fields are unique together, by which
 * two records are the same thing, and which totals are kept ready. Fires
 * `studio-entity-renamed` where it gives one another name.
 */
export class EntitySheet extends DraftElement {
  static override styles = [
    StudioElement.styles,
    fieldSheetStyles,
    dialogStyles,
    css`
      dialog {
        width: min(520px, calc(100vw - 32px));
      }
      form {
        display: grid;
        gap: var(--tenon-space-4);
        margin-top: var(--tenon-space-4);
      }
    `,
  ]
  static override properties = {
    ...DraftElement.properties,
    entity: { state: true },
    failure: { state: true },
    groups: { state: true },
    duplicates: { state: true },
    rollups: { state: true },
    renamed: { state: true },
  }
  declare entity: string | null
  declare failure: string | null
  declare groups: readonly UniqueGroup[]
  declare duplicates: readonly DuplicateRule[]
  declare rollups: readonly RollupSchema[]
  /** Another name is typed. */
  declare renamed: boolean

  constructor() {
    super()
    this.entity = null
    this.failure = null
    this.groups = []
    this.duplicates = []
    this.rollups = []
    this.renamed = false
  }

  async open(entity: string): Promise<void> {
    this.entity = entity
    this.failure = null
    this.renamed = false
    this.groups = this.#draftEntity?.uniqueTogether ?? []
    this.duplicates = this.#draftEntity?.duplicates ?? []
    this.rollups = this.#draftEntity?.rollups ?? []
    await this.updateComplete
    const dialog = this.element<HTMLDialogElement>('dialog')
    if (!dialog?.open) dialog?.showModal()
  }

  get #draftEntity(): ModelEntity | undefined {
    return this.entity ? this.app.drafts.draft?.document.entities[this.entity] : undefined
  }

  async #save(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const entity = this.#draftEntity
    if (!entity) return
    const data = new FormData(event.target as HTMLFormElement)
    const read = (name: string) => String(data.get(name) ?? '').trim()
    const text = (name: string) =>
      read(`${name}Zh`) ? { en: read(`${name}En`), 'zh-CN': read(`${name}Zh`) } : { en: read(`${name}En`) }
    const labels = { label: text('label'), pluralLabel: text('plural'), icon: read('icon') || undefined }
    const name = read('name')
    if (!FIELD_NAME_PATTERN.test(name)) {
      this.failure = this.t('problemName')
      return
    }
    if (!this.duplicates.every(isWhole)) {
      this.failure = this.t('duplicateRuleIncomplete')
      return
    }
    const fault = rollupFault(this.rollups)
    if (fault !== null) {
      this.failure = this.t(fault)
      return
    }
    try {
      await this.app.drafts.apply((edits) => {
        const labelled = relabelEntity(edits, { entity, labels })
        const grouped = setUniqueGroups(labelled, { entity, groups: this.groups })
        const ruled = setDuplicateRules(grouped, { entity, rules: this.duplicates })
        const kept = setRollups(ruled, { entity, rollups: this.rollups })
        return setPrivacy(kept, { entity, privacy: privacyOfForm(data) })
      })
      if (name !== entity.name) await this.app.drafts.rename({ part: 'entity', entity: entity.name }, name)
      this.#close()
      if (name !== entity.name) this.dispatchEvent(new EntityRenamedEvent(name))
    } catch (error) {
      this.failure = errorText(error, this.locale)
    }
  }

  #close(): void {
    this.element<HTMLDialogElement>('dialog')?.close()
    this.entity = null
  }

  override render() {
    const entity = this.#draftEntity
    return html`<dialog aria-labelledby="title" @close=${() => this.#close()}>
      <h2 id="title">${this.t('editEntity')}</h2>
      ${entity ? this.#renderForm(entity) : nothing}
    </dialog>`
  }

  #renderForm(entity: ModelEntity) {
    const { label, pluralLabel, icon } = entity
    return html`<form @submit=${this.#save}>
      <div class="pair">
        ${this.#renderInput({ name: 'labelEn', label: this.t('oneEnglish'), value: label.en, required: true })}
        ${this.#renderInput({ name: 'labelZh', label: this.t('oneChinese'), value: label['zh-CN'] ?? '' })}
      </div>
      <div class="pair">
        ${this.#renderInput({ name: 'pluralEn', label: this.t('manyEnglish'), value: pluralLabel.en, required: true })}
        ${this.#renderInput({ name: 'pluralZh', label: this.t('manyChinese'), value: pluralLabel['zh-CN'] ?? '' })}
      </div>
      <div
        class="pair"
        @input=${(event: Event) => {
          const { name, value } = event.target as HTMLInputElement
          if (name === 'name') this.renamed = value.trim() !== entity.name
        }}
      >
        ${this.#renderInput({ name: 'icon', label: this.t('iconName'), value: icon ?? '' })}
        ${this.#renderInput({ name: 'name', label: this.t('fieldName'), value: entity.name, required: true })}
      </div>
      ${this.renamed ? html`<p class="help">${this.t('renameEffect', { name: entity.name, days: FORMER_NAME_DAYS })}</p>` : nothing}
      <div class="group">
        <p class="legend">${this.t('uniqueTogether')}</p>
        <p class="help">${this.t('uniqueTogetherHelp')}</p>
        <studio-unique-groups-editor
          .entity=${entity}
          .groups=${this.groups}
          @studio-groups-changed=${(event: GroupsChangedEvent) => {
            this.groups = event.groups
          }}
        ></studio-unique-groups-editor>
      </div>
      <div class="group">
        <p class="legend">${this.t('duplicateRules')}</p>
        <p class="help">${this.t('duplicateRulesHelp')}</p>
        <studio-duplicate-rules-editor
          .entity=${entity}
          .rules=${this.duplicates}
          @studio-duplicate-rules-changed=${(event: DuplicateRulesChangedEvent) => {
            this.duplicates = event.rules
          }}
        ></studio-duplicate-rules-editor>
      </div>
      <div class="group">
        <p class="legend">${this.t('rollups')}</p>
        <p class="help">${this.t('rollupsHelp')}</p>
        <studio-rollups-editor
          .document=${this.app.drafts.draft?.document}
          .entity=${entity}
          .rollups=${this.rollups}
          .client=${this.app.client}
          @studio-rollups-changed=${(event: RollupsChangedEvent) => {
            this.rollups = event.rollups
          }}
        ></studio-rollups-editor>
      </div>
      ${renderEntityPrivacy(entity, this.locale)}
      <div role="alert">${this.failure ? html`<p class="error">${this.failure}</p>` : nothing}</div>
      <div class="actions">
        <button type="button" class="button" @click=${() => this.#close()}>${this.t('cancel')}</button>
        <button class="button primary">${this.t('saveToDraft')}</button>
      </div>
    </form>`
  }

  #renderInput({
    name,
    label,
    value,
    required = false,
  }: {
    name: string
    label: string
    value: string
    required?: boolean
  }) {
    return html`<div class="field">
      <label class="label" for=${name}>${label}</label>
      <input class="input" id=${name} name=${name} .value=${value} ?required=${required} autocomplete="off" />
    </div>`
  }
}
customElements.define('studio-entity-sheet', EntitySheet)

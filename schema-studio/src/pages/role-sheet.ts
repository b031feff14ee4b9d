import type { LocalizedText } from '@tenon/sdk/contract/locale'
import type { EntityGrant, RoleGrants } from '@tenon/sdk/contract/role-grants'
import type { KnownRight, RoleInfo, SetRoleInput } from '@tenon/sdk/contract/roles-api'
import { stateStyles } from '@tenon/web-components/data.styles'
import { css, html, nothing } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { focusedElement } from '../app/focused-element.ts'
import { sheetStyles } from '../app/sheet.styles.ts'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'
import type { GrantChangedEvent } from './entity-grant-editor.ts'
import './entity-grant-editor.ts'

/** A role as the sheet holds it is to be kept; `done` takes null, or why it cannot be. */
export class RoleSavedEvent extends Event {
  readonly input: SetRoleInput
  readonly done: (problem: string | null) => void

  constructor(input: SetRoleInput, done: (problem: string | null) => void) {
    super('studio-role-saved')
    this.input = input
    this.done = done
  }
}

/** For entities that a role does not name. */
const OTHERS = '*'
const NEW_GRANT: EntityGrant = { create: 'all', read: 'all', update: 'own', delete: 'none' }

/** Makes or changes a role: its name, and per entity what may be done. Fires `studio-role-saved`. */
export class RoleSheet extends StudioElement {
  static override styles = [
    StudioElement.styles,
    stateStyles,
    sheetStyles,
    css`
      dialog {
        width: min(680px, 100vw);
      }
      form {
        display: grid;
        gap: var(--tenon-space-4);
        padding-bottom: var(--tenon-space-4);
      }
      .names {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(200px, 100%), 1fr));
        gap: var(--tenon-space-3);
      }
      h3 {
        margin: var(--tenon-space-2) 0 0;
        font-size: var(--tenon-font-size-md);
        font-weight: var(--tenon-weight-strong);
      }
      .help {
        margin: 0;
      }
      .rights {
        display: grid;
        gap: 6px;
      }
      .rights label {
        display: flex;
        gap: 8px;
        align-items: center;
      }
      .rights .help {
        margin-inline-start: 24px;
      }
    `,
  ]
  static override properties = {
    app: { attribute: false },
    edited: { state: true },
    rights: { attribute: false },
    grants: { state: true },
    problem: { state: true },
    isOpen: { state: true },
  }
  declare app: AppServices
  /** The role that is changed; null for a new one. */
  declare edited: RoleInfo | null
  /** Those that there are. */
  declare rights: readonly KnownRight[]
  declare grants: RoleGrants
  declare problem: string | null
  declare isOpen: boolean
  #returnFocus: HTMLElement | null = null
  #untouched = ''

  constructor() {
    super()
    this.edited = null
    this.rights = []
    this.grants = {}
    this.problem = null
    this.isOpen = false
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.untilRemoved(this.app.router.addGuard({ isDirty: () => this.#isDirty, ask: () => this.#askToDiscard() }))
  }

  async open(role: RoleInfo | null): Promise<void> {
    this.#returnFocus = focusedElement()
    this.edited = role
    this.grants = role?.grants ?? { [OTHERS]: NEW_GRANT }
    this.problem = null
    this.isOpen = true
    await this.updateComplete
    this.element<HTMLFormElement>('form')?.reset()
    this.element<HTMLDialogElement>('dialog')?.showModal()
    this.#untouched = this.#content
    this.element<HTMLElement>('input')?.focus()
  }

  get #content(): string {
    const form = this.element<HTMLFormElement>('form')
    return JSON.stringify([form ? [...new FormData(form)] : [], this.grants])
  }

  get #isDirty(): boolean {
    return this.isOpen && this.#content !== this.#untouched
  }

  #askToDiscard(): Promise<boolean> {
    return this.app.confirm({
      title: this.t('discardTitle'),
      text: this.t('discardText'),
      confirm: this.t('discard'),
      cancel: this.t('keepEditing'),
      critical: true,
    })
  }

  async #requestClose(): Promise<void> {
    if (this.#isDirty && !(await this.#askToDiscard())) return
    this.#close()
  }

  #close(): void {
    this.element<HTMLDialogElement>('dialog')?.close()
    this.isOpen = false
    this.#returnFocus?.focus()
  }

  #save(event: SubmitEvent): void {
    event.preventDefault()
    const data = new FormData(event.target as HTMLFormElement)
    const read = (name: string) => String(data.get(name) ?? '').trim()
    const chinese = read('labelZh')
    const label: LocalizedText = { en: read('labelEn'), ...(chinese !== '' && { 'zh-CN': chinese }) }
    const name = this.edited?.name ?? read('name')
    this.problem = null
    const done = (problem: string | null) => {
      if (problem === null) this.#close()
      else this.problem = problem
    }
    this.dispatchEvent(
      new RoleSavedEvent({ name, label, grants: this.grants, rights: data.getAll('right').map(String) }, done),
    )
  }

  #change({ entity, grant }: GrantChangedEvent): void {
    const { [entity]: _before, ...others } = this.grants
    this.grants = grant === null ? others : { ...this.grants, [entity]: grant }
  }

  override render() {
    const { edited: role } = this
    return html`<dialog
      aria-labelledby="title"
      @cancel=${(event: Event) => {
        event.preventDefault()
        void this.#requestClose()
      }}
    >
      <div class="head">
        <h2 id="title">${role ? this.t('editOf', { name: this.text(role.label) }) : this.t('newRole')}</h2>
        <button class="button quiet icon" aria-label=${this.t('close')} @click=${() => void this.#requestClose()}>
          ${icon('x')}
        </button>
      </div>
      <div class="content">${this.isOpen ? this.#renderForm(role) : nothing}</div>
    </dialog>`
  }

  #renderForm(role: RoleInfo | null) {
    const label = typeof role?.label === 'object' ? role.label : { en: role?.label ?? '' }
    return html`<form @submit=${this.#save}>
      <div class="names">
        ${this.#renderInput('labelEn', this.t('labelEnglish'), { value: label.en ?? '', required: true })}
        ${this.#renderInput('labelZh', this.t('labelChinese'), { value: label['zh-CN'] ?? '' })}
        ${role ? nothing : this.#renderInput('name', this.t('roleApiName'), { required: true, pattern: '[a-z][a-zA-Z0-9]{0,49}' })}
      </div>
      <h3>${this.t('roleRights')}</h3>
      <p class="help">${this.t('roleRightsHelp')}</p>
      ${this.#entities().map(
        (entity) => html`<studio-entity-grant
          .app=${this.app}
          .entity=${entity}
          .grant=${this.grants[entity]}
          @studio-grant-changed=${(event: GrantChangedEvent) => this.#change(event)}
        ></studio-entity-grant>`,
      )}
      ${this.#renderAdd()} ${this.#renderRights(role)}
      ${this.problem ? html`<div class="notice critical" role="alert"><p>${this.problem}</p></div>` : nothing}
      <div class="actions">
        <button type="button" class="button" @click=${() => void this.#requestClose()}>${this.t('cancel')}</button>
        <button class="button primary">${this.t('saveRole')}</button>
      </div>
    </form>`
  }

  /** Entities that the role names, as lists show them; all others last. Those that are gone stay until they are removed. */
  #entities(): string[] {
    const named = Object.keys(this.grants).filter((entity) => entity !== OTHERS)
    const label = (entity: string) => this.text(this.app.model.entities[entity]?.pluralLabel ?? entity)
    const sorted = named.sort((one, other) => label(one).localeCompare(label(other), this.locale))
    return this.grants[OTHERS] ? [...sorted, OTHERS] : sorted
  }

  /** Those that plugins and Tenon ask about, and any that the role has besides. */
  #renderRights(role: RoleInfo | null) {
    const held = role?.rights ?? []
    const others = held.filter((name) => !this.rights.some((right) => right.name === name))
    const all: KnownRight[] = [...this.rights, ...others.map((name) => ({ name, label: { en: name }, plugin: null }))]
    return html`<fieldset class="field rights">
      <legend class="label">${this.t('namedRights')}</legend>
      ${all.map(
        ({ name, label, help }) => html`<label>
            <input class="checkbox" type="checkbox" name="right" value=${name} ?checked=${held.includes(name)} />
            ${this.text(label)}
          </label>
          ${help === undefined ? nothing : html`<p class="help">${this.text(help)}</p>`}`,
      )}
    </fieldset>`
  }

  #renderInput(name: string, label: string, more: { value?: string; required?: boolean; pattern?: string }) {
    return html`<div class="field">
      <label class="label" for=${name}>${label}</label>
      <input
        class="input"
        id=${name}
        name=${name}
        maxlength="100"
        autocomplete="off"
        value=${more.value ?? ''}
        pattern=${more.pattern ?? nothing}
        ?required=${more.required ?? false}
      />
    </div>`
  }

  #renderAdd() {
    const left = Object.values(this.app.model.entities).filter(({ name }) => !Object.hasOwn(this.grants, name))
    const choose = (event: Event) => {
      const select = event.target as HTMLSelectElement
      const entity = select.value
      if (entity !== '') this.grants = { ...this.grants, [entity]: this.grants[OTHERS] ?? NEW_GRANT }
      select.value = ''
    }
    return html`<select class="select" aria-label=${this.t('addEntityRights')} @change=${choose}>
      <option value="">${this.t('addEntityRights')}</option>
      ${this.grants[OTHERS] ? nothing : html`<option value=${OTHERS}>${this.t('allOtherEntities')}</option>`}
      ${left.map(({ name, pluralLabel }) => html`<option value=${name}>${this.text(pluralLabel)}</option>`)}
    </select>`
  }
}
customElements.define('studio-role-sheet', RoleSheet)

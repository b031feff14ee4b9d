import type { SetTerritoryInput, Territory } from '@tenon/sdk/contract/access-api'
import { css, html, nothing } from 'lit'
import { errorText } from '../app/error-text.ts'
import { icon } from '../icons/icon.ts'
import type { ExpressionChangedEvent } from './expression-editor.ts'
import { rowRuleProblems } from './row-rule-problems.ts'
import { SettingsPanel } from './settings-panel.ts'
import './expression-editor.ts'

const NEW: SetTerritoryInput = { name: '', parentId: null, rules: {}, memberIds: [] }

/** Areas in a tree, each with its people and with conditions that say which records belong to it. */
export class TerritoriesPanel extends SettingsPanel<Territory> {
  static override styles = [
    ...SettingsPanel.styles,
    css`
      dialog {
        width: min(640px, calc(100vw - 32px));
      }
      .people {
        display: grid;
        gap: 6px;
        max-height: 160px;
        padding: 0;
        margin: 0;
        overflow-y: auto;
        border: 0;
      }
      .people label {
        display: flex;
        gap: 8px;
        align-items: center;
      }
    `,
  ]
  static override properties = { ...SettingsPanel.properties, edited: { state: true } }
  /** What the dialog is about. */
  declare edited: SetTerritoryInput

  constructor() {
    super()
    this.edited = NEW
  }

  protected override read(): Promise<Territory[]> {
    return this.app.client.access.territories()
  }

  async #open(territory: SetTerritoryInput): Promise<void> {
    this.edited = territory
    await this.updateComplete
    this.openDialog()
  }

  async #save(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const data = new FormData(event.target as HTMLFormElement)
    const name = String(data.get('name')).trim()
    const parentId = String(data.get('parent')) || null
    const rules = Object.fromEntries(Object.entries(this.edited.rules).filter(([, text]) => text.trim() !== ''))
    const input = { ...this.edited, name, parentId, rules, memberIds: data.getAll('member').map(String) }
    await this.run(async () => {
      await this.app.client.access.setTerritory(input)
      this.app.toast({ tone: 'positive', text: this.t('territorySaved', { name }) })
    })
  }

  async #remove({ id }: Territory): Promise<void> {
    try {
      this.items = await this.app.client.access.removeTerritory({ id })
    } catch (error) {
      this.app.toast({ tone: 'critical', text: errorText(error, this.locale) })
    }
  }

  #setRule(entity: string, text: string): void {
    this.edited = { ...this.edited, rules: { ...this.edited.rules, [entity]: text } }
  }

  override render() {
    return html`<div class="top">
        <p>${this.t('territoriesLead')}</p>
        <button class="button primary" @click=${() => void this.#open(NEW)}>${icon('plus')} ${this.t('addTerritory')}</button>
      </div>
      ${this.renderItems({ title: this.t('territoriesEmpty'), text: this.t('territoriesEmptyText') }, (items) => this.#renderTable(items))}
      ${this.#renderDialog()}`
  }

  #entityLabel(entity: string): string {
    return this.text(this.app.model.entities[entity]?.pluralLabel ?? entity)
  }

  #renderTable(items: Territory[]) {
    const nameOf = (id: string | null) => items.find((one) => one.id === id)?.name ?? ''
    return html`<table class="table">
      <thead>
        <tr>
          <th scope="col">${this.t('name')}</th>
          <th scope="col">${this.t('territoryAbove')}</th>
          <th scope="col">${this.t('territoryEntity')}</th>
          <th scope="col">${this.t('territoryPeople')}</th>
          <th scope="col"><span class="visually-hidden">${this.t('actions')}</span></th>
        </tr>
      </thead>
      <tbody>
        ${items.map((one) => {
          const { name } = one
          const [change, remove] = [this.t('editTerritory', { name }), this.t('removeTerritory', { name })]
          const entities = Object.keys(one.rules).map((entity) => this.#entityLabel(entity))
          return html`<tr>
            <td>${name}</td>
            <td>${nameOf(one.parentId)}</td>
            <td>${entities.join(', ')}</td>
            <td>${one.memberIds.length}</td>
            <td class="row-actions">
              <button class="button quiet icon dense" title=${change} aria-label=${change} @click=${() => void this.#open(one)}>
                ${icon('pencil')}
              </button>
              <button class="button quiet icon dense" title=${remove} aria-label=${remove} @click=${() => void this.#remove(one)}>
                ${icon('trash-2')}
              </button>
            </td>
          </tr>`
        })}
      </tbody>
    </table>`
  }

  #renderDialog() {
    const { id, name, parentId, rules, memberIds } = this.edited
    const left = Object.values(this.app.model.entities).filter((entity) => !Object.hasOwn(rules, entity.name))
    const others = (this.items ?? []).filter((one) => one.id !== id)
    return html`<dialog aria-labelledby="title">
      <h2 id="title">${id === undefined ? this.t('addTerritory') : this.t('editTerritory', { name })}</h2>
      <form @submit=${this.#save}>
        <div class="field">
          <label class="label" for="name">${this.t('name')}</label>
          <input class="input" id="name" name="name" required maxlength="100" autocomplete="off" value=${name} />
        </div>
        <div class="field">
          <label class="label" for="parent">${this.t('territoryAbove')}</label>
          <select class="select" id="parent" name="parent">
            <option value="">${this.t('territoryTop')}</option>
            ${others.map((one) => html`<option value=${one.id} ?selected=${one.id === parentId}>${one.name}</option>`)}
          </select>
        </div>
        ${Object.keys(rules).map((entity) => this.#renderRule(entity))}
        <select
          class="select"
          aria-label=${this.t('territoryAddRule')}
          @change=${(event: Event) => {
            const select = event.target as HTMLSelectElement
            if (select.value !== '') this.#setRule(select.value, '')
            select.value = ''
          }}
        >
          <option value="">${this.t('territoryAddRule')}</option>
          ${left.map((entity) => html`<option value=${entity.name}>${this.text(entity.pluralLabel)}</option>`)}
        </select>
        <fieldset class="people">
          <legend class="label">${this.t('territoryPeople')}</legend>
          ${this.app.model.users.map(
            (user) => html`<label>
              <input class="checkbox" type="checkbox" name="member" value=${user.id} ?checked=${memberIds.includes(user.id)} />
              ${user.name}
            </label>`,
          )}
        </fieldset>
        ${this.renderDialogActions(this.t('savePerson'))}
      </form>
    </dialog>`
  }

  #renderRule(entity: string) {
    const text = this.edited.rules[entity] ?? ''
    const schema = this.app.model.entities[entity]
    if (schema === undefined) return nothing
    return html`<studio-expression-editor
      .label=${this.t('territoryRules', { entity: this.#entityLabel(entity) })}
      .help=${this.t('scopeWhereHelp')}
      .value=${text}
      .problems=${text.trim() === '' ? [] : rowRuleProblems(this.app.model, entity, text)}
      .names=${Object.entries(schema.properties).map(([name, { label }]) => ({ name, label: this.text(label) }))}
      @studio-expression-changed=${(event: ExpressionChangedEvent) => this.#setRule(entity, event.text)}
    ></studio-expression-editor>`
  }
}
customElements.define('studio-territories', TerritoriesPanel)

import type { KnownRight, RoleInfo } from '@tenon/sdk/contract/roles-api'
import { html, nothing } from 'lit'
import { errorText } from '../app/error-text.ts'
import { viewAsStore } from '../app/view-as-store.ts'
import { icon } from '../icons/icon.ts'
import type { RoleSavedEvent, RoleSheet } from './role-sheet.ts'
import { SettingsPanel } from './settings-panel.ts'
import './role-sheet.ts'

const ADMIN = 'admin'

/** What people and keys may do: roles and their rights. */
export class RolesPanel extends SettingsPanel<RoleInfo> {
  static override properties = { ...SettingsPanel.properties, rights: { state: true } }
  declare rights: readonly KnownRight[]

  constructor() {
    super()
    this.rights = []
  }

  protected override async read(): Promise<RoleInfo[]> {
    const { roles } = this.app.client
    const [list, rights] = await Promise.all([roles.list(), roles.rights()])
    this.rights = rights
    return list
  }

  #open(role: RoleInfo | null): void {
    void this.element<RoleSheet>('studio-role-sheet')?.open(role)
  }

  async #save({ input, done }: RoleSavedEvent): Promise<void> {
    try {
      await this.app.client.roles.set(input)
      this.app.toast({ tone: 'positive', text: this.t('roleSaved', { name: this.text(input.label) }) })
      done(null)
      // Other pages call roles as the model does.
      await Promise.all([this.load(), this.app.reloadModel()])
    } catch (error) {
      done(errorText(error, this.locale))
    }
  }

  async #remove(role: RoleInfo): Promise<void> {
    const name = this.text(role.label)
    const agreed = await this.app.confirm({
      title: this.t(role.builtIn ? 'resetRoleTitle' : 'removeRoleTitle', { name }),
      text: this.t(role.builtIn ? 'resetRoleText' : 'removeRoleText'),
      confirm: this.t(role.builtIn ? 'resetRole' : 'removeRole'),
      cancel: this.t('cancel'),
      critical: true,
    })
    if (!agreed) return
    try {
      this.items = await this.app.client.roles.remove({ name: role.name })
      await this.app.reloadModel()
    } catch (error) {
      this.app.toast({ tone: 'critical', text: errorText(error, this.locale) })
    }
  }

  override render() {
    return html`<div class="top">
        <p>${this.t('rolesLead')}</p>
        <button class="button primary" @click=${() => this.#open(null)}>${icon('plus')} ${this.t('newRole')}</button>
      </div>
      ${this.renderItems({ title: this.t('roles'), text: this.t('rolesLead') }, (roles) => this.#renderTable(roles))}
      <studio-role-sheet .app=${this.app} .rights=${this.rights} @studio-role-saved=${(event: RoleSavedEvent) => void this.#save(event)}>
      </studio-role-sheet>`
  }

  async #viewAs({ name }: RoleInfo): Promise<void> {
    await this.run(async () => viewAsStore.begin(await this.app.client.access.viewAs({ role: name })))
  }

  #renderTable(roles: RoleInfo[]) {
    return html`<table class="table">
      <thead>
        <tr>
          <th scope="col">${this.t('name')}</th>
          <th scope="col">${this.t('roleRights')}</th>
          <th scope="col">${this.t('people')}</th>
          <th scope="col"><span class="visually-hidden">${this.t('actions')}</span></th>
        </tr>
      </thead>
      <tbody>
        ${roles.map((role) => this.#renderRow(role))}
      </tbody>
    </table>`
  }

  #renderRow(role: RoleInfo) {
    const name = this.text(role.label)
    const entities = Object.keys(role.grants).filter((entity) => entity !== '*').length
    return html`<tr>
      <td>${name} ${role.builtIn ? html`<span class="chip" data-hue="gray">${this.t('roleBuiltIn')}</span>` : nothing}</td>
      <td>
        ${
          role.name === ADMIN
            ? this.t('roleEverything')
            : [
                role.grants['*'] ? this.t('roleAllEntities') : null,
                entities > 0 ? this.t('roleSomeEntities', { count: entities }) : null,
              ]
                .filter(Boolean)
                .join(' · ')
        }
      </td>
      <td>${role.people}</td>
      <td class="row-actions">
        ${
          role.name === ADMIN
            ? nothing
            : html`<button
                class="button quiet dense"
                aria-label=${this.t('viewAsOf', { name })}
                @click=${() => void this.#viewAs(role)}
              >
                ${this.t('viewAs')}
              </button>`
        }
        ${
          role.name === ADMIN
            ? nothing
            : html`<button
                class="button quiet icon dense"
                title=${this.t('edit')}
                aria-label=${this.t('editOf', { name })}
                @click=${() => this.#open(role)}
              >
                ${icon('pencil')}
              </button>`
        }
        ${
          role.own && role.name !== ADMIN
            ? html`<button
                class="button quiet icon dense"
                title=${this.t(role.builtIn ? 'resetRole' : 'removeRole')}
                aria-label=${`${this.t(role.builtIn ? 'resetRole' : 'removeRole')}: ${name}`}
                @click=${() => void this.#remove(role)}
              >
                ${icon(role.builtIn ? 'rotate-ccw' : 'trash-2')}
              </button>`
            : nothing
        }
      </td>
    </tr>`
  }
}
customElements.define('studio-roles', RolesPanel)

import { listIn } from '@tenon/sdk/contract/list-in'
import type { RoleInfo } from '@tenon/sdk/contract/roles-api'
import type { UserInfo } from '@tenon/sdk/contract/users-api'
import { initials } from '@tenon/web-components/value/initials'
import { keepDirection } from '@tenon/web-components/value/keep-direction'
import { css, html, nothing } from 'lit'
import { viewAsStore } from '../app/view-as-store.ts'
import { icon } from '../icons/icon.ts'
import { SettingsPanel } from './settings-panel.ts'

const PASSWORD_MIN = 12

/** Who works in this tenant, with which roles and for whom. */
export class PeoplePanel extends SettingsPanel<UserInfo> {
  static override styles = [
    ...SettingsPanel.styles,
    css`
      fieldset {
        display: grid;
        gap: 6px;
        max-height: 180px;
        padding: 0;
        margin: 0;
        overflow-y: auto;
        border: 0;
      }
      fieldset label {
        display: flex;
        gap: 8px;
        align-items: center;
      }
    `,
  ]
  static override properties = {
    ...SettingsPanel.properties,
    roles: { state: true },
    edited: { state: true },
  }
  declare roles: RoleInfo[]
  /** The person that the dialog is about; null for a new one. */
  declare edited: UserInfo | null

  constructor() {
    super()
    this.roles = []
    this.edited = null
  }

  protected override async read(): Promise<UserInfo[]> {
    const [people, roles] = await Promise.all([this.app.client.users.list(), this.app.client.roles.list()])
    this.roles = roles
    return people.map((person) => ({ ...person, name: keepDirection(person.name) }))
  }

  async #open(person: UserInfo | null): Promise<void> {
    this.edited = person
    await this.updateComplete
    this.openDialog()
  }

  async #viewAs({ id }: UserInfo): Promise<void> {
    await this.run(async () => viewAsStore.begin(await this.app.client.access.viewAs({ userId: id })))
  }

  async #save(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const data = new FormData(event.target as HTMLFormElement)
    const read = (name: string) => String(data.get(name) ?? '').trim()
    const shared = { roles: data.getAll('role').map(String), managerId: read('manager') || null }
    await this.run(async () => {
      const { users } = this.app.client
      if (this.edited !== null) {
        const { name } = await users.update({ id: this.edited.id, ...shared })
        this.app.toast({ tone: 'positive', text: this.t('personChanged', { name }) })
        return
      }
      const account = { name: read('name'), email: read('email'), password: String(data.get('password')) }
      const { name } = await users.create({ ...account, ...shared })
      this.app.toast({ tone: 'positive', text: this.t('personAdded', { name }) })
    })
  }

  override render() {
    return html`<div class="top">
        <p>${this.t('peopleLead')}</p>
        <button class="button primary" @click=${() => void this.#open(null)}>${icon('user-plus')} ${this.t('newPerson')}</button>
      </div>
      ${this.renderItems({ title: this.t('peopleEmpty'), text: this.t('peopleLead') }, (people) => this.#renderTable(people))}
      ${this.#renderDialog()}`
  }

  #renderTable(people: UserInfo[]) {
    const nameOf = (id: string | null) => people.find((person) => person.id === id)?.name ?? ''
    return html`<table class="table">
      <thead>
        <tr>
          <th scope="col">${this.t('name')}</th>
          <th scope="col">${this.t('email')}</th>
          <th scope="col">${this.t('role')}</th>
          <th scope="col">${this.t('manager')}</th>
          <th scope="col">${this.t('state')}</th>
          <th scope="col"><span class="visually-hidden">${this.t('changePerson')}</span></th>
        </tr>
      </thead>
      <tbody>
        ${people.map((person) => {
          const { name, email, roles, active, managerId } = person
          return html`<tr>
            <td><span class="chips"><span class="avatar" aria-hidden="true">${initials(name)}</span>${name}</span></td>
            <td>${email}</td>
            <td>${listIn(
              roles.map((role) => this.roleLabel(role, this.roles)),
              this.locale,
            )}</td>
            <td>${nameOf(managerId)}</td>
            <td><span class="chip" data-hue=${active ? 'green' : 'gray'}>${this.t(active ? 'active' : 'inactive')}</span></td>
            <td class="end">
              ${
                active && person.id !== this.app.session.user.id
                  ? html`<button class="button quiet dense" aria-label=${this.t('viewAsOf', { name })} @click=${() => void this.#viewAs(person)}>
                      ${this.t('viewAs')}
                    </button>`
                  : nothing
              }
              <button class="button quiet dense" aria-label=${this.t('changePersonOf', { name })} @click=${() => void this.#open(person)}>
                ${this.t('changePerson')}
              </button>
            </td>
          </tr>`
        })}
      </tbody>
    </table>`
  }

  #renderDialog() {
    const title = this.edited === null ? this.t('newPerson') : this.t('changePersonOf', { name: this.edited.name })
    return html`<dialog aria-labelledby="title">
      <h2 id="title">${title}</h2>
      <form @submit=${this.#save}>
        ${this.edited === null ? this.#renderAccount() : nothing} ${this.#renderRoles()} ${this.#renderManager()}
        ${this.renderDialogActions(this.t(this.edited === null ? 'add' : 'savePerson'))}
      </form>
    </dialog>`
  }

  #renderAccount() {
    return html`<div class="field">
        <label class="label" for="name">${this.t('name')}</label>
        <input class="input" id="name" name="name" required maxlength="100" autocomplete="off" />
      </div>
      <div class="field">
        <label class="label" for="email">${this.t('email')}</label>
        <input class="input" id="email" name="email" type="email" required autocomplete="off" />
      </div>
      <div class="field">
        <label class="label" for="password">${this.t('firstPassword')}</label>
        <input class="input" id="password" name="password" type="password" required minlength=${PASSWORD_MIN} maxlength="128" autocomplete="new-password" aria-describedby="rule" />
        <p class="help" id="rule">${this.t('passwordRule', { min: PASSWORD_MIN })}</p>
      </div>`
  }

  #renderRoles() {
    const held = this.edited?.roles ?? ['staff']
    return html`<div class="field">
      <span class="label" id="roles">${this.t('roles')}</span>
      <fieldset aria-labelledby="roles">
        ${this.roles.map(
          ({ name }) => html`<label>
            <input type="checkbox" name="role" value=${name} .defaultChecked=${held.includes(name)} />
            ${this.roleLabel(name, this.roles)}
          </label>`,
        )}
      </fieldset>
    </div>`
  }

  #renderManager() {
    const others = (this.items ?? []).filter(({ id, active }) => active && id !== this.edited?.id)
    const chosen = this.edited?.managerId ?? ''
    return html`<div class="field">
      <label class="label" for="manager">${this.t('manager')}</label>
      <select class="select" id="manager" name="manager" aria-describedby="manager-help">
        <option value="" .defaultSelected=${chosen === ''}>${this.t('noManager')}</option>
        ${others.map(({ id, name }) => html`<option value=${id} .defaultSelected=${id === chosen}>${name}</option>`)}
      </select>
      <p class="help" id="manager-help">${this.t('managerHelp')}</p>
    </div>`
  }
}
customElements.define('studio-people', PeoplePanel)

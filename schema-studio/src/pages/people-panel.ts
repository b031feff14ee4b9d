import type { UserInfo } from '@tenon/sdk/contract/api-contract'
import { html } from 'lit'
import { initials } from '../app/initials.ts'
import { icon } from '../icons/icon.ts'
import { SettingsPanel } from './settings-panel.ts'

const PASSWORD_MIN = 12

/** Who works in this tenant. */
export class PeoplePanel extends SettingsPanel<UserInfo> {
  protected override read(): Promise<UserInfo[]> {
    return this.app.client.users.list()
  }

  async #create(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const data = new FormData(event.target as HTMLFormElement)
    const read = (name: string) => String(data.get(name) ?? '').trim()
    await this.run(async () => {
      const input = {
        name: read('name'),
        email: read('email'),
        password: String(data.get('password')),
        roles: [read('role')],
      }
      const { name } = await this.app.client.users.create(input)
      this.app.toast({ tone: 'positive', text: this.t('personAdded', { name }) })
    })
  }

  override render() {
    return html`<div class="top">
        <p>${this.t('peopleLead')}</p>
        <button class="button primary" @click=${() => this.openDialog()}>${icon('user-plus')} ${this.t('newPerson')}</button>
      </div>
      ${this.renderItems({ title: this.t('peopleEmpty'), text: this.t('peopleLead') }, (people) => this.#renderTable(people))}
      ${this.#renderDialog()}`
  }

  #renderTable(people: UserInfo[]) {
    return html`<table class="table">
      <thead>
        <tr>
          <th scope="col">${this.t('name')}</th>
          <th scope="col">${this.t('email')}</th>
          <th scope="col">${this.t('role')}</th>
          <th scope="col">${this.t('state')}</th>
        </tr>
      </thead>
      <tbody>
        ${people.map(
          ({ name, email, roles, active }) => html`<tr>
            <td><span class="chips"><span class="avatar" aria-hidden="true">${initials(name)}</span>${name}</span></td>
            <td>${email}</td>
            <td>${roles.map((role) => this.roleName(role)).join(', ')}</td>
            <td><span class="chip" data-hue=${active ? 'green' : 'gray'}>${this.t(active ? 'active' : 'inactive')}</span></td>
          </tr>`,
        )}
      </tbody>
    </table>`
  }

  #renderDialog() {
    return html`<dialog aria-labelledby="title">
      <h2 id="title">${this.t('newPerson')}</h2>
      <form @submit=${this.#create}>
        <div class="field">
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
        </div>
        ${this.renderRoleSelect()} ${this.renderDialogActions(this.t('add'))}
      </form>
    </dialog>`
  }
}
customElements.define('studio-people', PeoplePanel)

import type { ApiKeyInfo } from '@tenon/sdk/contract/api-keys-api'
import { listIn } from '@tenon/sdk/contract/list-in'
import type { RoleInfo } from '@tenon/sdk/contract/roles-api'
import { html, nothing } from 'lit'
import { errorText } from '../app/error-text.ts'
import { icon } from '../icons/icon.ts'
import { SettingsPanel } from './settings-panel.ts'
import './secret-once.ts'

const DAY_MS = 86_400_000

/** Keys by which programs sign in. */
export class ApiKeysPanel extends SettingsPanel<ApiKeyInfo> {
  static override properties = { ...SettingsPanel.properties, created: { state: true }, roles: { state: true } }
  declare created: string | null
  declare roles: RoleInfo[]

  constructor() {
    super()
    this.created = null
    this.roles = []
  }

  protected override async read(): Promise<ApiKeyInfo[]> {
    const [keys, roles] = await Promise.all([this.app.client.apiKeys.list(), this.app.client.roles.list()])
    this.roles = roles
    return keys
  }

  async #create(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const data = new FormData(event.target as HTMLFormElement)
    const days = Number(data.get('days'))
    const expiresAt = days > 0 ? new Date(Date.now() + days * DAY_MS).toISOString() : undefined
    await this.run(async () => {
      const name = String(data.get('name')).trim()
      const input = { name, roles: [String(data.get('role'))], ...(expiresAt && { expiresAt }) }
      this.created = (await this.app.client.apiKeys.create(input)).key
    })
  }

  async #revoke({ id, name }: ApiKeyInfo): Promise<void> {
    const agreed = await this.app.confirm({
      title: this.t('revokeTitle', { name }),
      text: this.t('revokeKeyText'),
      confirm: this.t('revoke'),
      cancel: this.t('cancel'),
      critical: true,
    })
    if (!agreed) return
    try {
      await this.app.client.apiKeys.revoke({ id })
      await this.load()
    } catch (error) {
      this.app.toast({ tone: 'critical', text: errorText(error, this.locale) })
    }
  }

  override render() {
    return html`<div class="top">
        <p>${this.t('apiKeysLead')}</p>
        <button class="button primary" @click=${() => this.openDialog()}>${icon('plus')} ${this.t('newApiKey')}</button>
      </div>
      ${this.created ? html`<studio-secret-once .message=${this.t('apiKeyOnce')} .secret=${this.created}></studio-secret-once>` : nothing}
      ${this.renderItems({ title: this.t('apiKeysEmpty'), text: this.t('apiKeysEmptyText') }, (keys) => this.#renderTable(keys))}
      ${this.#renderDialog()}`
  }

  #renderTable(keys: ApiKeyInfo[]) {
    return html`<table class="table">
      <thead>
        <tr>
          <th scope="col">${this.t('name')}</th>
          <th scope="col">${this.t('role')}</th>
          <th scope="col">${this.t('created')}</th>
          <th scope="col">${this.t('lastUsed')}</th>
          <th scope="col">${this.t('expires')}</th>
          <th scope="col"><span class="visually-hidden">${this.t('actions')}</span></th>
        </tr>
      </thead>
      <tbody>
        ${keys.map(
          (key) => html`<tr>
            <td>${key.name}</td>
            <td>${listIn(
              key.roles.map((role) => this.roleLabel(role, this.roles)),
              this.locale,
            )}</td>
            <td>${this.renderTime(key.createdAt, '')}</td>
            <td>${this.renderTime(key.lastUsedAt, this.t('never'))}</td>
            <td>${this.renderTime(key.expiresAt, this.t('never'))}</td>
            <td class="end">
              <button class="button quiet dense" @click=${() => void this.#revoke(key)}>${this.t('revoke')}</button>
            </td>
          </tr>`,
        )}
      </tbody>
    </table>`
  }

  #renderDialog() {
    return html`<dialog aria-labelledby="title">
      <h2 id="title">${this.t('newApiKey')}</h2>
      <form @submit=${this.#create}>
        <div class="field">
          <label class="label" for="name">${this.t('name')}</label>
          <input class="input" id="name" name="name" required maxlength="100" autocomplete="off" placeholder=${this.t('apiKeyPlaceholder')} />
        </div>
        ${this.#renderRoleSelect()}
        <div class="field">
          <label class="label" for="days">${this.t('expires')}</label>
          <select class="select" id="days" name="days">
            ${[30, 90, 365].map((days) => html`<option value=${days} ?selected=${days === 90}>${this.t('inDays', { count: days })}</option>`)}
            <option value="0">${this.t('never')}</option>
          </select>
        </div>
        ${this.renderDialogActions(this.t('create'))}
      </form>
    </dialog>`
  }

  #renderRoleSelect() {
    // The least that a program may need comes first.
    const offered = [...this.roles].sort((one, other) => Number(one.name === 'admin') - Number(other.name === 'admin'))
    return html`<div class="field">
      <label class="label" for="role">${this.t('role')}</label>
      <select class="select" id="role" name="role">
        ${offered.map(({ name }) => html`<option value=${name}>${this.roleLabel(name, this.roles)}</option>`)}
      </select>
    </div>`
  }
}
customElements.define('studio-api-keys', ApiKeysPanel)

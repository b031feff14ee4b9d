import type { SiteInfo } from '@tenon/sdk/contract/sites-api'
import { html, nothing } from 'lit'
import { errorText } from '../app/error-text.ts'
import { icon } from '../icons/icon.ts'
import { SettingsPanel } from './settings-panel.ts'
import './secret-once.ts'

/** Host sites that may show widgets. */
export class SitesPanel extends SettingsPanel<SiteInfo> {
  static override properties = { ...SettingsPanel.properties, secret: { state: true } }
  declare secret: string | null

  constructor() {
    super()
    this.secret = null
  }

  protected override read(): Promise<SiteInfo[]> {
    return this.app.client.sites.list()
  }

  async #create(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const data = new FormData(event.target as HTMLFormElement)
    const origins = String(data.get('origins'))
      .split(/[\s,，]+/)
      .filter(Boolean)
    await this.run(async () => {
      const created = await this.app.client.sites.create({ name: String(data.get('name')).trim(), origins })
      this.secret = created.secret
    })
  }

  async #revoke({ id, name }: SiteInfo): Promise<void> {
    const agreed = await this.app.confirm({
      title: this.t('revokeTitle', { name }),
      text: this.t('revokeSiteText'),
      confirm: this.t('revoke'),
      cancel: this.t('cancel'),
      critical: true,
    })
    if (!agreed) return
    try {
      await this.app.client.sites.revoke({ id })
      await this.load()
    } catch (error) {
      this.app.toast({ tone: 'critical', text: errorText(error, this.locale) })
    }
  }

  override render() {
    return html`<div class="top">
        <p>${this.t('sitesLead')}</p>
        <button class="button primary" @click=${() => this.openDialog()}>${icon('plus')} ${this.t('newSite')}</button>
      </div>
      ${this.secret ? html`<studio-secret-once .message=${this.t('siteSecretOnce')} .secret=${this.secret}></studio-secret-once>` : nothing}
      ${this.renderItems({ title: this.t('sitesEmpty'), text: this.t('sitesEmptyText') }, (sites) => this.#renderTable(sites))}
      <dialog aria-labelledby="title">
        <h2 id="title">${this.t('newSite')}</h2>
        <form @submit=${this.#create}>
          <div class="field">
            <label class="label" for="name">${this.t('name')}</label>
            <input class="input" id="name" name="name" required maxlength="100" autocomplete="off" />
          </div>
          <div class="field">
            <label class="label" for="origins">${this.t('origins')}</label>
            <textarea class="textarea" id="origins" name="origins" required rows="2" placeholder="https://shop.example.com" aria-describedby="origins-help"></textarea>
            <p class="help" id="origins-help">${this.t('originsHelp')}</p>
          </div>
          ${this.renderDialogActions(this.t('create'))}
        </form>
      </dialog>`
  }

  #renderTable(sites: SiteInfo[]) {
    return html`<table class="table">
      <thead>
        <tr>
          <th scope="col">${this.t('name')}</th>
          <th scope="col">${this.t('siteId')}</th>
          <th scope="col">${this.t('origins')}</th>
          <th scope="col">${this.t('created')}</th>
          <th scope="col"><span class="visually-hidden">${this.t('actions')}</span></th>
        </tr>
      </thead>
      <tbody>
        ${sites.map(
          (site) => html`<tr>
            <td>${site.name}</td>
            <td><code>${site.id}</code></td>
            <td>${site.origins.join(', ')}</td>
            <td>${this.renderTime(site.createdAt, '')}</td>
            <td class="end">
              <button class="button quiet dense" @click=${() => void this.#revoke(site)}>${this.t('revoke')}</button>
            </td>
          </tr>`,
        )}
      </tbody>
    </table>`
  }
}
customElements.define('studio-sites', SitesPanel)

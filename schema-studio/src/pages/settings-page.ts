import { html } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { pageStyles } from '../app/page.styles.ts'
import { pageHeader } from '../app/page-header.ts'
import { SETTINGS_PAGES, type SettingsPage } from '../app/route.ts'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'
import type { MessageKey } from '../locales/catalog.ts'
import './api-keys-panel.ts'
import './audit-panel.ts'
import './calendars-panel.ts'
import './creations-panel.ts'
import './general-panel.ts'
import './people-panel.ts'
import './privacy-panel.ts'
import './roles-panel.ts'
import './sites-panel.ts'
import './stand-ins-panel.ts'
import './tags-panel.ts'
import './teams-panel.ts'
import './territories-panel.ts'
import './trash-retention.ts'

const TITLES: Record<SettingsPage, MessageKey> = {
  people: 'people',
  roles: 'roles',
  teams: 'teams',
  territories: 'territories',
  'stand-ins': 'standIns',
  'api-keys': 'apiKeys',
  sites: 'sites',
  pipelines: 'pipelineSettings',
  tags: 'tags',
  general: 'generalSettings',
  audit: 'auditTrail',
  privacy: 'personalData',
}

/** Who may do what from where: people, API keys and host sites; and what holds for all of the tenant. */
export class SettingsPages extends StudioElement {
  static override styles = [StudioElement.styles, pageStyles]
  static override properties = { app: { attribute: false }, page: {}, query: { attribute: false } }
  declare app: AppServices
  declare page: SettingsPage
  declare query: URLSearchParams | undefined

  override render() {
    // What is not for admins alone stands alone for everybody else.
    if (!this.app.isAdmin) {
      return html`${pageHeader({ title: this.t(TITLES[this.page]) })}
        <div class="body"><div class="wrap">${this.#renderPanel()}</div></div>`
    }
    return html`${pageHeader({
      title: this.t('settings'),
      tabs: [
        ...SETTINGS_PAGES.map((page) => ({
          label: this.t(TITLES[page]),
          path: `/settings/${page}`,
          current: page === this.page,
        })),
        { label: this.t('plugins'), path: '/studio/plugins', current: false, aside: icon('arrow-right') },
      ],
    })}
      <div class="body"><div class="wrap">${this.#renderPanel()}</div></div>`
  }

  #renderPanel() {
    switch (this.page) {
      case 'people':
        return html`<studio-people .app=${this.app}></studio-people>`
      case 'roles':
        return html`<studio-roles .app=${this.app}></studio-roles>`
      case 'teams':
        return html`<studio-teams .app=${this.app}></studio-teams>`
      case 'territories':
        return html`<studio-territories .app=${this.app}></studio-territories>`
      case 'stand-ins':
        return html`<studio-stand-ins .app=${this.app}></studio-stand-ins>`
      case 'api-keys':
        return html`<studio-api-keys .app=${this.app}></studio-api-keys>`
      case 'sites':
        return html`<studio-sites .app=${this.app}></studio-sites>`
      case 'pipelines':
        return html`<studio-calendars .app=${this.app}></studio-calendars>
          <studio-creations .app=${this.app}></studio-creations>`
      case 'tags':
        return html`<studio-tags .app=${this.app}></studio-tags>`
      case 'general':
        return html`<studio-general .app=${this.app}></studio-general>
          <studio-trash-retention .app=${this.app}></studio-trash-retention>`
      case 'audit':
        return html`<studio-audit .app=${this.app}></studio-audit>`
      case 'privacy':
        return html`<studio-privacy .app=${this.app} .query=${this.query}></studio-privacy>`
    }
  }
}
customElements.define('studio-settings', SettingsPages)

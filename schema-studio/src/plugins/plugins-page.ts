import type { CataloguePlugin, PluginInfo } from '@tenon/sdk/contract/plugins-api'
import { chipStyles, stateStyles } from '@tenon/web-components/data.styles'
import { css, html, nothing } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { emptyState } from '../app/empty-state.ts'
import { errorText } from '../app/error-text.ts'
import { failedState } from '../app/failed-state.ts'
import { pageStyles } from '../app/page.styles.ts'
import { pageHeader } from '../app/page-header.ts'
import { pluginHue } from '../app/plugin-hue.ts'
import { pluginPath } from '../app/route.ts'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'
import type { RunChangedEvent } from '../pages/publish-run-card.ts'
import { pluginStyles } from './plugin.styles.ts'
import { healthChips } from './plugin-health.ts'
import '../pages/publish-run-card.ts'

/** Installed plugins: what each is, how it is, and whether a newer version is offered. */
export class PluginsPage extends StudioElement {
  static override styles = [
    StudioElement.styles,
    chipStyles,
    stateStyles,
    pageStyles,
    pluginStyles,
    css`
      ul {
        display: grid;
        gap: var(--tenon-space-3);
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li a {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        gap: 2px var(--tenon-space-4);
        align-items: center;
        padding: var(--tenon-space-4);
        border: 1px solid var(--tenon-line);
        border-radius: var(--tenon-radius-card);
        background: var(--tenon-surface);
        color: var(--tenon-text);
        text-decoration: none;
        transition: border-color var(--tenon-duration-state) var(--tenon-ease);
      }
      li a:hover {
        border-color: var(--tenon-line-strong);
      }
      .tile {
        grid-row: span 2;
      }
      h2 {
        display: flex;
        flex-wrap: wrap;
        gap: 2px var(--tenon-space-2);
        align-items: center;
        margin: 0;
        font-size: var(--tenon-font-size-md);
        font-weight: var(--tenon-weight-strong);
      }
      .about {
        grid-column: 2;
        margin: 0;
        color: var(--tenon-text-muted);
        font-size: var(--tenon-font-size-sm);
      }
      .state {
        grid-row: 1 / span 2;
        grid-column: 3;
      }
      @media (max-width: 719px) {
        .state {
          grid-row: auto;
          grid-column: 2;
          margin-top: var(--tenon-space-1);
        }
      }
    `,
  ]
  static override properties = { app: { attribute: false }, offered: { state: true }, failure: { state: true } }
  declare app: AppServices
  declare offered: CataloguePlugin[]
  /** Why they could not be read, as far as is known. */
  declare failure: string | null

  constructor() {
    super()
    this.offered = []
    this.failure = null
  }

  override connectedCallback(): void {
    super.connectedCallback()
    void this.#read()
    // Without it only the hint at newer versions is missing; the catalogue’s own page tells why.
    this.app.client.plugins.catalogue().then(
      ({ plugins }) => {
        this.offered = plugins
      },
      () => undefined,
    )
  }

  async #read(): Promise<void> {
    const error = await this.app.reloadPlugins()
    this.failure = error === null ? null : errorText(error, this.locale)
  }

  override render() {
    const { plugins } = this.app
    return html`${pageHeader({
      title: this.t('plugins'),
      aside: plugins.length === 0 ? nothing : html`<span class="count">${plugins.length}</span>`,
      actions: html`<a class="button primary" href="/studio/catalogue">${icon('store')} ${this.t('browseCatalogue')}</a>`,
    })}
      <div class="body"><div class="wrap">
        <p class="lead">${this.t('pluginsLead')}</p>
        <studio-publish-run
          .app=${this.app}
          .plugin=${null}
          @studio-run-changed=${({ detail: { ended } }: RunChangedEvent) => ended && void this.app.reloadPlugins()}
        ></studio-publish-run>
        ${plugins.length === 0 ? this.#renderEmpty() : html`<ul>${plugins.map((plugin) => this.#renderPlugin(plugin))}</ul>`}
      </div></div>`
  }

  #renderEmpty() {
    if (this.failure !== null) {
      return failedState(this.failure, { locale: this.locale, tryAgain: () => this.#read() })
    }
    return emptyState({
      picture: 'joint',
      title: this.t('pluginsEmpty'),
      text: this.t('pluginsLead'),
      action: html`<a class="button" href="/studio/catalogue">${this.t('browseCatalogue')}</a>`,
    })
  }

  #renderPlugin({ id, version, label, description, health }: PluginInfo) {
    const newer = this.offered.find((plugin) => plugin.id === id && plugin.updateAvailable)?.versions[0]?.version
    return html`<li>
      <a href=${pluginPath(id)}>
        <span class="tile" data-hue=${pluginHue(id)} aria-hidden="true">${icon('puzzle')}</span>
        <h2>
          ${this.text(label)} <span class="badge">${version}</span>
          ${newer ? html`<span class="chip" data-hue="blue">${icon('arrow-up')} ${this.t('updateTo', { version: newer })}</span>` : nothing}
        </h2>
        <p class="about">${description ? this.text(description) : this.t('noDescription')}</p>
        <span class="state">${healthChips(health, { locale: this.locale })}</span>
      </a>
    </li>`
  }
}
customElements.define('studio-plugins-page', PluginsPage)

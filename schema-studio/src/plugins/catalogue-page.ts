import type { CatalogueListing, CataloguePlugin } from '@tenon/sdk/contract/plugins-api'
import { chipStyles, stateStyles } from '@tenon/web-components/data.styles'
import { html, nothing } from 'lit'
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
import { cataloguePageStyles } from './catalogue-page.styles.ts'
import type { InstallSheet } from './install-sheet.ts'
import { pluginStyles } from './plugin.styles.ts'
import { signatureChip } from './signature.ts'
import './install-sheet.ts'

/** What the server's catalogues offer, with the way to look closer and install. */
export class CataloguePage extends StudioElement {
  static override styles = [
    StudioElement.styles,
    chipStyles,
    stateStyles,
    pageStyles,
    pluginStyles,
    cataloguePageStyles,
  ]
  static override properties = {
    app: { attribute: false },
    query: { attribute: false },
    listing: { state: true },
    failure: { state: true },
    term: { state: true },
  }
  declare app: AppServices
  declare query: URLSearchParams
  declare listing: CatalogueListing | null
  declare failure: string | null
  declare term: string

  constructor() {
    super()
    this.listing = null
    this.failure = null
    this.term = ''
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.term = this.query.get('search') ?? ''
    this.untilRemoved(this.app.shortcuts.add({ '/': () => this.element<HTMLInputElement>('#search')?.focus() }))
    void this.#read()
  }

  async #read(): Promise<void> {
    this.failure = null
    try {
      this.listing = await this.app.client.plugins.catalogue()
    } catch (error) {
      this.failure = errorText(error, this.locale)
    }
  }

  #search(term: string): void {
    this.term = term
    this.app.router.replace(`/studio/catalogue${term ? `?search=${encodeURIComponent(term)}` : ''}`)
  }

  override render() {
    return html`${pageHeader({
      crumbs: [{ label: this.t('plugins'), path: '/studio/plugins' }],
      title: this.t('catalogue'),
      ...(this.listing && { aside: html`<span class="count">${this.listing.plugins.length}</span>` }),
    })}
      <div class="body"><div class="wrap">${this.#renderBody()}</div></div>
      <studio-install-sheet .app=${this.app} @studio-plugin-changed=${(event: Event) => this.#installed(event)}></studio-install-sheet>`
  }

  /** To the plugin's own page, where its settings wait. */
  #installed(event: Event): void {
    const { plugin } = event.target as InstallSheet
    if (plugin) void this.app.router.navigate(pluginPath(plugin.id))
  }

  #renderBody() {
    const { listing, failure } = this
    if (failure) {
      return failedState(failure, { locale: this.locale, tryAgain: () => this.#read() })
    }
    if (!listing) return html`<div aria-busy="true"><span class="skeleton"></span><span class="skeleton"></span></div>`
    if (listing.sources.length === 0) {
      return emptyState({ picture: 'joint', title: this.t('catalogueNone'), text: this.t('catalogueNoneText') })
    }
    return html`<p class="lead">${this.t('catalogueLead')}</p>
      ${listing.sources.map(({ problem }) => this.#renderSource(problem))} ${this.#renderOffers(listing.plugins)}`
  }

  #renderSource(problem: string | null) {
    if (problem === null) return nothing
    return html`<div class="notice critical" role="alert">
      ${icon('circle-alert')}
      <p>${problem}</p>
      <button class="button" @click=${() => void this.#read()}>${this.t('tryAgain')}</button>
    </div>`
  }

  #renderOffers(plugins: CataloguePlugin[]) {
    if (plugins.length === 0) {
      return emptyState({ picture: 'rows', title: this.t('catalogueEmpty'), text: this.t('catalogueEmptyText') })
    }
    const found = plugins.filter((plugin) => this.#matches(plugin))
    return html`<div class="search">
        ${icon('search')}
        <input
          class="input"
          id="search"
          type="search"
          aria-label=${this.t('searchCatalogue')}
          placeholder=${this.t('searchCatalogue')}
          .value=${this.term}
          @input=${(event: Event) => this.#search((event.target as HTMLInputElement).value)}
        />
      </div>
      ${found.length === 0 ? this.#renderNoMatch() : html`<ul>${found.map((plugin) => this.#renderOffer(plugin))}</ul>`}`
  }

  #matches({ id, label, description }: CataloguePlugin): boolean {
    const texts = [id, ...Object.values(label), ...Object.values(description ?? {})].join(' ').toLowerCase()
    return this.term
      .toLowerCase()
      .split(/\s+/)
      .every((word) => texts.includes(word))
  }

  #renderNoMatch() {
    return emptyState({
      picture: 'rows',
      title: this.t('catalogueNoMatch', { term: this.term }),
      text: this.t('catalogueNoMatchText'),
      action: html`<button class="button" @click=${() => this.#search('')}>${this.t('clearSearch')}</button>`,
    })
  }

  #renderOffer(plugin: CataloguePlugin) {
    const { id, label, description, versions, installedVersion, updateAvailable } = plugin
    const [newest] = versions
    if (!newest) return nothing
    const name = this.text(label)
    const open = () => this.element<InstallSheet>('studio-install-sheet')?.open(plugin, newest.version)
    return html`<li>
      <span class="tile" data-hue=${pluginHue(id)} aria-hidden="true">${icon('puzzle')}</span>
      <h2>${name} <span class="badge">${newest.version}</span></h2>
      <p>${description ? this.text(description) : this.t('noDescription')}</p>
      <div class="foot">
        ${signatureChip(newest.signature, this.locale)}
        ${installedVersion ? html`<a class="chip" data-hue="gray" href=${pluginPath(id)}>${this.t('installedMark')} ${installedVersion}</a>` : nothing}
        <span class="push"></span>
        ${
          installedVersion && !updateAvailable
            ? html`<a class="button dense" href=${pluginPath(id)} aria-label="${this.t('openPlugin')}: ${name}">${this.t('openPlugin')}</a>`
            : html`<button
                class="button dense ${updateAvailable ? '' : 'primary'}"
                aria-label=${this.t(updateAvailable ? 'upgradeAction' : 'installAction', { name })}
                @click=${open}
              >
                ${updateAvailable ? this.t('updateTo', { version: newest.version }) : this.t('install')}
              </button>`
        }
      </div>
    </li>`
  }
}
customElements.define('studio-catalogue', CataloguePage)

import type { CataloguePlugin, PluginDetails } from '@tenon/sdk/contract/plugins-api'
import { chipStyles, stateStyles } from '@tenon/web-components/data.styles'
import { html, nothing, type PropertyValues } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { emptyState } from '../app/empty-state.ts'
import { hasCode } from '../app/error-text.ts'
import { failedState } from '../app/failed-state.ts'
import { pageStyles } from '../app/page.styles.ts'
import { pageHeader } from '../app/page-header.ts'
import { pluginHue } from '../app/plugin-hue.ts'
import { PLUGIN_TABS, type PluginTab, pluginPath } from '../app/route.ts'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'
import type { PublishRunCard, RunChangedEvent } from '../pages/publish-run-card.ts'
import type { InstallSheet } from './install-sheet.ts'
import { pluginStyles } from './plugin.styles.ts'
import type { RemovePluginDialog } from './remove-plugin-dialog.ts'
import '../pages/publish-run-card.ts'
import './install-sheet.ts'
import './plugin-activity.ts'
import './plugin-automation.ts'
import './plugin-overview.ts'
import './plugin-settings.ts'
import './remove-plugin-dialog.ts'

/** One installed plugin: what it is, what is set, what it does, and the ways to another version or out. */
export class PluginPage extends StudioElement {
  static override styles = [StudioElement.styles, chipStyles, stateStyles, pageStyles, pluginStyles]
  static override properties = {
    app: { attribute: false },
    plugin: {},
    tab: {},
    details: { state: true },
    failure: { state: true },
    offered: { state: true },
  }
  declare app: AppServices
  declare plugin: string
  declare tab: PluginTab
  declare details: PluginDetails | null
  declare failure: unknown
  declare offered: CataloguePlugin | null

  constructor() {
    super()
    this.details = null
    this.failure = null
    this.offered = null
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.app.client.plugins.catalogue().then(
      ({ plugins }) => {
        this.offered = plugins.find(({ id }) => id === this.plugin) ?? null
      },
      () => undefined,
    )
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('app')
    // Also when another admin changes something: the list of plugins is read anew then.
    if (changed.has('app') && before?.plugins !== this.app.plugins) {
      void this.#read()
      void this.element<PublishRunCard>('studio-publish-run')?.load()
    }
  }

  async #read(): Promise<void> {
    try {
      this.details = await this.app.client.plugins.get({ id: this.plugin })
      this.failure = null
    } catch (error) {
      this.failure = error
    }
  }

  async #changed(): Promise<void> {
    void this.element<PublishRunCard>('studio-publish-run')?.load()
    await Promise.all([this.#read(), this.app.reloadPlugins()])
  }

  #newer(): string | null {
    const { details, offered } = this
    if (!details || !offered?.updateAvailable || offered.installedVersion !== details.version) return null
    return offered.versions[0]?.version ?? null
  }

  /** Where there is no newer version: the one to begin with of those that it can go back to. */
  #other(): string | null {
    const { details, offered } = this
    if (!details || offered?.installedVersion !== details.version) return null
    return offered.versions.find(({ version }) => version !== details.version)?.version ?? null
  }

  override render() {
    const { details } = this
    const known = this.app.plugins.find(({ id }) => id === this.plugin)
    const label = details?.label ?? known?.label
    const title = label ? this.text(label) : this.plugin
    return html`${pageHeader({
      crumbs: [{ label: this.t('plugins'), path: '/studio/plugins' }],
      title,
      aside: details ? this.#renderAside(details) : nothing,
      tabs: details ? this.#tabs() : [],
      actions: details ? this.#renderActions(title) : nothing,
    })}
      <div class="body"><div class="wrap">${this.#renderRun()} ${this.#renderBody()}</div></div>
      <studio-install-sheet .app=${this.app} @studio-plugin-changed=${() => void this.#afterUpgrade()}></studio-install-sheet>
      <studio-remove-plugin .app=${this.app}></studio-remove-plugin>`
  }

  #renderAside({ id, version }: PluginDetails) {
    return html`<span class="dot" data-hue=${pluginHue(id)} aria-hidden="true"></span><span class="badge">${version}</span>`
  }

  #tabs() {
    return PLUGIN_TABS.map((tab) => ({
      label: this.t(tab === 'activity' ? 'pluginActivity' : tab),
      path: pluginPath(this.plugin, tab),
      current: tab === this.tab,
    }))
  }

  #renderActions(title: string) {
    const newer = this.#newer()
    const version = newer ?? this.#other()
    const change = () => {
      if (version && this.offered) this.element<InstallSheet>('studio-install-sheet')?.open(this.offered, version)
    }
    const remove = () => this.element<RemovePluginDialog>('studio-remove-plugin')?.open(this.plugin, title)
    return html`<button class="button" @click=${remove}>${icon('trash-2')} ${this.t('remove')}</button>
      ${
        newer
          ? html`<button class="button primary" @click=${change}>${icon('arrow-up')} ${this.t('updateTo', { version: newer })}</button>`
          : version
            ? html`<button class="button" @click=${change}>${this.t('otherVersions')}</button>`
            : nothing
      }`
  }

  async #afterUpgrade(): Promise<void> {
    const { plugins } = await this.app.client.plugins.catalogue().catch(() => ({ plugins: [] }))
    this.offered = plugins.find(({ id }) => id === this.plugin) ?? null
    await this.#changed()
  }

  /** An upgrade that takes long, of this plugin, or whatever else has to end before it can be upgraded. */
  #renderRun() {
    return html`<studio-publish-run
      .app=${this.app}
      .plugin=${this.plugin}
      .since=${this.details?.installedAt}
      @studio-run-changed=${(event: RunChangedEvent) => void this.#runChanged(event)}
    ></studio-publish-run>`
  }

  async #runChanged({ detail: { run, ended } }: RunChangedEvent): Promise<void> {
    if (!ended) return
    await Promise.all([this.app.reloadModel(), this.#afterUpgrade()])
    const own = run?.plugins.find(({ id }) => id === this.plugin)
    if (run?.status !== 'done' || own === undefined) return
    const name = this.details ? this.text(this.details.label) : own.id
    this.app.toast({ tone: 'positive', text: this.t('justUpgraded', { name, version: own.version }) })
  }

  #renderBody() {
    const { app, details } = this
    if (this.failure) return this.#renderFailure()
    if (!details) return html`<div aria-busy="true"><span class="skeleton"></span><span class="skeleton"></span></div>`
    const changed = () => void this.#changed()
    switch (this.tab) {
      case 'overview':
        return html`<studio-plugin-overview .app=${app} .details=${details} @studio-plugin-changed=${changed}></studio-plugin-overview>`
      case 'settings':
        return html`<studio-plugin-settings .app=${app} .details=${details} @studio-plugin-changed=${changed}></studio-plugin-settings>`
      case 'activity':
        return html`<studio-plugin-activity .app=${app} .details=${details} @studio-plugin-changed=${changed}></studio-plugin-activity>`
      case 'automation':
        return html`<studio-plugin-automation .app=${app} .plugin=${details.id}></studio-plugin-automation>`
    }
  }

  #renderFailure() {
    if (!hasCode(this.failure, 'NOT_FOUND')) {
      return failedState(this.failure, { locale: this.locale, tryAgain: () => this.#read() })
    }
    return emptyState({
      picture: 'closed',
      title: this.t('notInstalled'),
      text: this.t('notInstalledText'),
      action: html`<a class="button" href="/studio/plugins">${this.t('plugins')}</a>`,
    })
  }
}
customElements.define('studio-plugin-page', PluginPage)

import type { CapabilityRequest } from '@tenon/sdk/contract/plugin-manifest'
import type { PluginDetails, PluginName } from '@tenon/sdk/contract/plugins-api'
import { chipStyles, stateStyles } from '@tenon/web-components/data.styles'
import { formatDateTime, formatRelative } from '@tenon/web-components/value/format-date'
import { css, html, nothing } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { errorText } from '../app/error-text.ts'
import { pluginPath } from '../app/route.ts'
import { StudioElement } from '../app/studio-element.ts'
import { capabilityStyles } from './capability.styles.ts'
import { pluginStyles } from './plugin.styles.ts'
import { healthChips } from './plugin-health.ts'
import { contentsStyles, renderContents } from './render-contents.ts'

/** What a plugin is, brings, needs, and what its code may do. Fires `studio-plugin-changed`. */
export class PluginOverview extends StudioElement {
  static override styles = [
    StudioElement.styles,
    chipStyles,
    stateStyles,
    pluginStyles,
    contentsStyles,
    capabilityStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 3fr) minmax(0, 2fr);
        gap: var(--tenon-space-4);
        align-items: start;
      }
      .facts {
        display: flex;
        flex-wrap: wrap;
        gap: var(--tenon-space-2) var(--tenon-space-4);
        align-items: center;
        color: var(--tenon-text-muted);
        font-size: var(--tenon-font-size-sm);
      }
      .names {
        display: grid;
        gap: var(--tenon-space-1);
        margin: 0 0 var(--tenon-space-3);
        padding: 0;
        list-style: none;
        font-size: var(--tenon-font-size-sm);
      }
      @media (max-width: 979px) {
        :host {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ]
  static override properties = { app: { attribute: false }, details: { attribute: false }, busy: { state: true } }
  declare app: AppServices
  declare details: PluginDetails
  /** The capability that is being changed. */
  declare busy: string | null

  constructor() {
    super()
    this.busy = null
  }

  async #setGrant({ capability, reason }: CapabilityRequest, granted: boolean): Promise<void> {
    this.busy = capability
    try {
      await this.app.client.plugins.setGrant({ id: this.details.id, capability, granted })
      const text = this.t(granted ? 'abilityGiven' : 'abilityTaken', { reason: this.text(reason) })
      const undo = () => this.#setGrant({ capability, reason }, !granted)
      this.app.toast({ tone: 'positive', text, action: { label: this.t('undo'), run: undo } })
    } catch (error) {
      this.app.toast({ tone: 'critical', text: errorText(error, this.locale) })
    } finally {
      this.busy = null
      this.dispatchEvent(new Event('studio-plugin-changed'))
    }
  }

  override render() {
    const { id: plugin, description, contents, health, installedAt } = this.details
    return html`<div class="stack">
        <section class="card">
          <p>${description ? this.text(description) : this.t('noDescription')}</p>
          <div class="facts">
            ${healthChips(health, { locale: this.locale, plugin: this.details.id })}
            <time datetime=${installedAt} title=${formatDateTime(installedAt, this.locale)}>
              ${this.t('installedSince', { time: formatRelative(installedAt, this.locale) })}
            </time>
          </div>
        </section>
        <section class="card">
          <h2>${this.t('bringsTitle')}</h2>
          ${renderContents(contents, { model: this.app.model, locale: this.locale, plugin })}
        </section>
      </div>
      <div class="stack">${this.#renderCapabilities()} ${this.#renderRelations()}</div>`
  }

  #renderCapabilities() {
    const { capabilities } = this.details
    return html`<section class="card">
      <h2>${this.t('abilityTitle')}</h2>
      ${
        capabilities.length === 0
          ? html`<p>${this.t('abilityNone')}</p>`
          : html`<ul class="capabilities">
              ${capabilities.map((request) => this.#renderCapability(request))}
            </ul>`
      }
    </section>`
  }

  #renderCapability(request: CapabilityRequest) {
    const { capability, reason } = request
    const granted = this.details.grants.includes(capability)
    return html`<li>
      <label>
        <input
          class="switch"
          type="checkbox"
          role="switch"
          .checked=${granted}
          ?disabled=${this.busy !== null}
          @change=${() => void this.#setGrant(request, !granted)}
        />
        <span>${this.text(reason)}<code>${capability}</code></span>
      </label>
    </li>`
  }

  #renderRelations() {
    const { dependencies, dependents } = this.details
    if (dependencies.length === 0 && dependents.length === 0) return nothing
    const link = ({ id, label }: PluginName) => html`<a href=${pluginPath(id)}>${this.text(label)}</a>`
    return html`<section class="card">
      ${
        dependencies.length > 0
          ? html`<h2>${this.t('dependencies')}</h2>
              <ul class="names">
                ${dependencies.map((plugin) => html`<li>${link(plugin)} <span class="badge" title=${plugin.range}>${plugin.version}</span></li>`)}
              </ul>`
          : nothing
      }
      ${
        dependents.length > 0
          ? html`<h2>${this.t('dependents')}</h2>
              <ul class="names">
                ${dependents.map((plugin) => html`<li>${link(plugin)}</li>`)}
              </ul>`
          : nothing
      }
    </section>`
  }
}
customElements.define('studio-plugin-overview', PluginOverview)

import type { PreviewedCapability, PreviewedPackage } from '@tenon/sdk/contract/plugins-api'
import { chipStyles, stateStyles } from '@tenon/web-components/data.styles'
import { css, html, nothing } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'
import { capabilityStyles } from './capability.styles.ts'
import { isDoubtful } from './grant-draft.ts'
import { pluginStyles } from './plugin.styles.ts'
import { contentsStyles, renderContents } from './render-contents.ts'
import { signatureText } from './signature.ts'

/** Which capabilities of a package are agreed to now. */
export class GrantsChosenEvent extends Event {
  readonly capabilities: readonly string[]

  constructor(capabilities: readonly string[]) {
    super('studio-grants-chosen')
    this.capabilities = capabilities
  }
}

const STATES = { new: 'abilityNew', granted: 'abilityGranted', withheld: 'abilityWithheld' } as const

/** One package of an install: who vouches for it, what it brings, and each capability to agree to. Fires `studio-grants-chosen`. */
export class PreviewedPackageCard extends StudioElement {
  static override styles = [
    StudioElement.styles,
    chipStyles,
    stateStyles,
    pluginStyles,
    contentsStyles,
    capabilityStyles,
    css`
      :host {
        display: block;
        padding: var(--tenon-space-4) 0 var(--tenon-space-5);
        border-top: 1px solid var(--tenon-line);
      }
      h3 {
        display: flex;
        flex-wrap: wrap;
        gap: var(--tenon-space-2);
        align-items: center;
        margin: 0 0 var(--tenon-space-3);
        font-size: var(--tenon-font-size-md);
        font-weight: var(--tenon-weight-strong);
      }
      h4 {
        margin: var(--tenon-space-4) 0 var(--tenon-space-2);
        font-size: var(--tenon-font-size-sm);
        font-weight: var(--tenon-weight-strong);
      }
      p {
        margin: 0 0 var(--tenon-space-2);
        color: var(--tenon-text-muted);
        font-size: var(--tenon-font-size-sm);
      }
      .notice p {
        color: inherit;
      }
    `,
  ]
  static override properties = {
    app: { attribute: false },
    package: { attribute: false },
    agreed: { attribute: false },
    comesAlong: { type: Boolean, attribute: 'comes-along' },
  }
  declare app: AppServices
  declare package: PreviewedPackage
  declare agreed: readonly string[]
  /** It is installed because another one needs it. */
  declare comesAlong: boolean

  #choose(capabilities: readonly string[]): void {
    this.dispatchEvent(new GrantsChosenEvent(capabilities))
  }

  override render() {
    const { id: plugin, label, version, installedVersion, source, unread, signature, changed, contents } = this.package
    const doubtful = isDoubtful(this.package)
    return html`<h3>
        ${this.text(label)} <span class="badge">${installedVersion ? `${installedVersion} → ${version}` : version}</span>
        ${this.comesAlong ? html`<span class="chip" data-hue="blue">${this.t('goesAlong')}</span>` : nothing}
      </h3>
      <div class="notice ${doubtful ? 'caution' : 'positive'}">
        ${icon(doubtful ? 'shield-alert' : 'shield-check')}
        <p>${signatureText(signature, this.locale)} ${changed ? this.t('changedPackage') : nothing}</p>
      </div>
      ${unread.length === 0 ? nothing : html`<p>${this.t('catalogueUnread', { source, names: unread.join(', ') })}</p>`}
      <h4>${this.t('bringsTitle')}</h4>
      ${renderContents(contents, { model: this.app.model, locale: this.locale, plugin })} ${this.#renderCapabilities()}`
  }

  #renderCapabilities() {
    const { capabilities } = this.package
    const open = capabilities.filter(({ state }) => state !== 'granted').map(({ capability }) => capability)
    return html`<h4>${this.t('abilityTitle')}</h4>
      <p>${this.t(capabilities.length === 0 ? 'abilityNone' : 'abilityLead')}</p>
      ${
        open.length > 1
          ? html`<button type="button" class="button dense" @click=${() => this.#choose(open)}>${this.t('abilityAgreeAll')}</button>`
          : nothing
      }
      <ul class="capabilities">
        ${capabilities.map((capability) => this.#renderCapability(capability))}
      </ul>`
  }

  #renderCapability({ capability, reason, state }: PreviewedCapability) {
    const others = this.agreed.filter((one) => one !== capability)
    const isGranted = state === 'granted'
    // In a first install every line is new.
    const isFirst = this.package.installedVersion === null
    return html`<li>
      <label>
        <input
          class="checkbox"
          type="checkbox"
          .checked=${isGranted || this.agreed.includes(capability)}
          ?disabled=${isGranted}
          @change=${(event: Event) => this.#choose((event.target as HTMLInputElement).checked ? [...others, capability] : others)}
        />
        <span>
          ${this.text(reason)} ${isFirst ? nothing : html`<span class="chip" data-hue=${state === 'new' ? 'amber' : 'gray'}>${this.t(STATES[state])}</span>`}
          <code>${capability}</code>
        </span>
      </label>
    </li>`
  }
}
customElements.define('studio-previewed-package', PreviewedPackageCard)

import type { PluginDetails, PluginSecretInfo } from '@tenon/sdk/contract/plugins-api'
import { chipStyles, stateStyles } from '@tenon/web-components/data.styles'
import { formatRelative } from '@tenon/web-components/value/format-date'
import { html, nothing } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { dialogStyles } from '../app/dialog.styles.ts'
import { errorText } from '../app/error-text.ts'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'
import { pluginStyles } from './plugin.styles.ts'
import { pluginSecretsStyles } from './plugin-secrets.styles.ts'

/** A plugin's secrets: which are set, and the way to set, replace or delete one. No value is ever shown. */
export class PluginSecrets extends StudioElement {
  static override styles = [
    StudioElement.styles,
    chipStyles,
    stateStyles,
    dialogStyles,
    pluginStyles,
    pluginSecretsStyles,
  ]
  static override properties = {
    app: { attribute: false },
    details: { attribute: false },
    secrets: { state: true },
    failure: { state: true },
    asked: { state: true },
    dialogFailure: { state: true },
    busy: { state: true },
  }
  declare app: AppServices
  declare details: PluginDetails
  declare secrets: PluginSecretInfo[] | null
  declare failure: string | null
  /** The one that is being set. */
  declare asked: PluginSecretInfo | null
  declare dialogFailure: string | null
  declare busy: boolean

  constructor() {
    super()
    this.secrets = null
    this.failure = null
    this.asked = null
    this.dialogFailure = null
    this.busy = false
  }

  override connectedCallback(): void {
    super.connectedCallback()
    void this.#read()
  }

  async #read(): Promise<void> {
    try {
      this.secrets = await this.app.client.plugins.secrets({ id: this.details.id })
      this.failure = null
    } catch (error) {
      this.failure = errorText(error, this.locale)
    }
  }

  async #ask(secret: PluginSecretInfo): Promise<void> {
    this.asked = secret
    this.dialogFailure = null
    await this.updateComplete
    this.element<HTMLFormElement>('dialog form')?.reset()
    this.element<HTMLDialogElement>('dialog')?.showModal()
  }

  #close(): void {
    // What was typed must not stay in the page.
    this.element<HTMLFormElement>('dialog form')?.reset()
    this.element<HTMLDialogElement>('dialog')?.close()
  }

  async #set(event: Event): Promise<void> {
    event.preventDefault()
    const { asked } = this
    const value = this.element<HTMLInputElement>('#value')?.value ?? ''
    if (!asked || this.busy) return
    this.busy = true
    try {
      const { id } = this.details
      this.secrets = await this.app.client.plugins.setSecret({ id, name: asked.name, value })
      this.#close()
      this.#announce(this.t('secretSaved', { name: this.text(asked.label) }))
    } catch (error) {
      this.dialogFailure = errorText(error, this.locale)
    } finally {
      this.busy = false
    }
  }

  async #clear({ name, label }: PluginSecretInfo): Promise<void> {
    const agreed = await this.app.confirm({
      title: this.t('clearSecretTitle', { name: this.text(label) }),
      text: this.t('clearSecretText'),
      confirm: this.t('clearSecret'),
      cancel: this.t('cancel'),
      critical: true,
    })
    if (!agreed) return
    try {
      this.secrets = await this.app.client.plugins.clearSecret({ id: this.details.id, name })
      this.#announce(this.t('secretCleared', { name: this.text(label) }))
    } catch (error) {
      this.app.toast({ tone: 'critical', text: errorText(error, this.locale) })
    }
  }

  #announce(text: string): void {
    this.app.toast({ tone: 'positive', text })
    void this.app.reloadPlugins()
  }

  override render() {
    return html`<section class="card">
        <h2>${this.t('secrets')}</h2>
        <p>${this.t('secretsLead')}</p>
        ${this.failure ? html`<p class="error" role="alert">${this.failure}</p>` : nothing}
        ${this.secrets ? html`<ul>${this.secrets.map((secret) => this.#renderSecret(secret))}</ul>` : html`<span class="skeleton"></span>`}
      </section>
      ${this.#renderDialog()}`
  }

  #renderSecret(secret: PluginSecretInfo) {
    const { label, help, hosts, headers, set, unused, unreadable } = secret
    const state = set
      ? html`<span class="chip" data-hue="green">${icon('check')} ${this.t('secretSet', { time: formatRelative(set.at, this.locale), name: this.#who(set.by) })}</span>`
      : html`<span class="chip" data-hue="amber">${this.t('secretNotSet')}</span>`
    const name = this.text(label)
    const warning = unreadable ? html`<span class="chip" data-hue="red">${this.t('secretUnreadable')}</span>` : nothing
    return html`<li>
      <span class="name">${name} ${state} ${warning}</span>
      <span class="ways">
        ${
          unused
            ? nothing
            : html`<button class="button dense" aria-label="${this.t(set ? 'replaceSecret' : 'setSecret')}: ${name}" @click=${() => void this.#ask(secret)}>
              ${this.t(set ? 'replaceSecret' : 'setSecret')}
            </button>`
        }
        ${
          set
            ? html`<button class="button dense quiet" aria-label="${this.t('clearSecret')}: ${name}" @click=${() => void this.#clear(secret)}>
              ${this.t('clearSecret')}
            </button>`
            : nothing
        }
      </span>
      <p class="help">
        ${help ? html`${this.text(help)} ` : nothing}
        ${unused ? this.t('secretUnused') : this.t('secretHosts', { hosts: hosts.join(', '), headers: headers.join(', ') })}
      </p>
    </li>`
  }

  #who(by: string): string {
    return by === 'system' ? this.t('actorSystem') : by
  }

  #renderDialog() {
    const { asked } = this
    const name = asked ? this.text(asked.label) : ''
    return html`<dialog aria-labelledby="title" @close=${() => this.#close()}>
      <h2 id="title">${this.t('setSecretTitle', { name })}</h2>
      <p>${this.t('secretOnce')}</p>
      <form @submit=${(event: Event) => void this.#set(event)}>
        <div class="field">
          <label class="label" for="value">${this.t('secretValue')}</label>
          <input class="input" id="value" type="password" required autocomplete="off" spellcheck="false" maxlength="4000" />
          ${asked?.help ? html`<p class="help">${this.text(asked.help)}</p>` : nothing}
        </div>
        <div role="alert">${this.dialogFailure ? html`<p class="error">${this.dialogFailure}</p>` : nothing}</div>
        <div class="actions">
          <button type="button" class="button" @click=${() => this.#close()}>${this.t('cancel')}</button>
          <button class="button primary" ?disabled=${this.busy}>${this.t('saveSecret')}</button>
        </div>
      </form>
    </dialog>`
  }
}
customElements.define('studio-plugin-secrets', PluginSecrets)

import type { PluginWebhookInfo } from '@tenon/sdk/contract/plugin-work'
import { formatDateTime } from '@tenon/web-components/value/format-date'
import { css, html, nothing } from 'lit'
import { errorText } from '../app/error-text.ts'
import { PluginPartPanel } from './plugin-part-panel.ts'
import '../pages/secret-once.ts'

const KEEP_HOURS = [24, 168, 1]

/** Addresses of a plugin to which other systems send. */
export class PluginWebhooksPanel extends PluginPartPanel<PluginWebhookInfo> {
  static override styles = [
    ...PluginPartPanel.styles,
    css`
      article {
        padding: var(--tenon-space-4);
        border-bottom: 1px solid var(--tenon-line);
      }
      article:last-child {
        border: 0;
      }
      header {
        display: flex;
        flex-wrap: wrap;
        gap: var(--tenon-space-2);
        align-items: center;
      }
      h3 {
        margin: 0;
        font-size: var(--tenon-font-size-md);
        font-weight: var(--tenon-weight-strong);
      }
      .actions-of {
        display: flex;
        gap: var(--tenon-space-2);
        margin-left: auto;
      }
      article .input {
        width: 100%;
        margin: var(--tenon-space-3) 0 var(--tenon-space-2);
        font-family: var(--tenon-font-mono);
        font-size: var(--tenon-font-size-xs);
      }
      article p {
        margin: 0;
        color: var(--tenon-text-muted);
        font-size: var(--tenon-font-size-sm);
      }
    `,
  ]
  static override properties = {
    ...PluginPartPanel.properties,
    chosen: { state: true },
    secret: { state: true },
  }
  /** Whose secret the dialog is about. */
  declare chosen: PluginWebhookInfo | null
  declare secret: string | null

  constructor() {
    super()
    this.chosen = null
    this.secret = null
  }

  protected override read(): Promise<PluginWebhookInfo[]> {
    return this.app.client.pluginWebhooks.list({ plugin: this.plugin })
  }

  #ask(webhook: PluginWebhookInfo): void {
    this.chosen = webhook
    this.openDialog()
  }

  async #rotate(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const { chosen } = this
    if (chosen === null) return
    const data = new FormData(event.target as HTMLFormElement)
    const own = String(data.get('secret') ?? '').trim()
    const { plugin, name } = chosen
    const input = {
      plugin,
      name,
      keepPreviousHours: Number(data.get('hours') ?? 0),
      ...(own !== '' && { secret: own }),
    }
    await this.run(async () => {
      this.secret = (await this.app.client.pluginWebhooks.rotateSecret(input)).secret
    })
  }

  async #toggle({ plugin, name, enabled }: PluginWebhookInfo): Promise<void> {
    try {
      await this.app.client.pluginWebhooks.setEnabled({ plugin, name, enabled: !enabled })
      await this.load()
    } catch (error) {
      this.app.toast({ tone: 'critical', text: errorText(error, this.locale) })
    }
  }

  override render() {
    return html`<div class="top"><p>${this.t('webhooksLead')}</p></div>
      ${this.secret ? html`<studio-secret-once .message=${this.t('webhookSecretOnce')} .secret=${this.secret}></studio-secret-once>` : nothing}
      ${this.renderItems(
        { title: this.t('webhooksEmpty'), text: this.t('webhooksEmptyText') },
        (webhooks) => html`${webhooks.map((webhook) => this.#renderWebhook(webhook))}`,
      )}
      ${this.#renderDialog()}`
  }

  #renderWebhook(webhook: PluginWebhookInfo) {
    const { label, address, mode, enabled, previousUntil, lastReceivedAt } = webhook
    const name = this.text(label)
    return html`<article>
      <header>
        <h3>${name}</h3>
        ${this.#renderState(webhook)}
        <div class="actions-of">
          <button class="button dense" aria-label="${this.t('newSecret')}: ${name}" @click=${() => this.#ask(webhook)}>${this.t('newSecret')}</button>
          <button class="button quiet dense" aria-label="${this.t(enabled ? 'switchOff' : 'switchOn')}: ${name}" @click=${() => void this.#toggle(webhook)}>
            ${this.t(enabled ? 'switchOff' : 'switchOn')}
          </button>
        </div>
      </header>
      <input class="input" readonly .value=${address} aria-label="${this.t('webhookAddress')}: ${name}" @focus=${selectAll} />
      <p>${this.#proofOf(webhook)} · ${this.t(mode === 'direct' ? 'webhookDirect' : 'webhookQueued')}</p>
      <p>${this.t('withLabel', { label: this.t('lastReceived'), value: '' })}${this.renderTime(lastReceivedAt, this.t('notYet'))}</p>
      ${previousUntil === null ? nothing : html`<p>${this.t('previousGoodUntil', { time: formatDateTime(previousUntil, this.locale) })}</p>`}
    </article>`
  }

  #renderState({ enabled, hasSecret }: PluginWebhookInfo) {
    if (!enabled) return html`<span class="chip" data-hue="gray">${this.t('switchedOff')}</span>`
    if (!hasSecret) return html`<span class="chip" data-hue="amber">${this.t('noSecretYet')}</span>`
    return html`<span class="chip" data-hue="green">${this.t('switchedOn')}</span>`
  }

  #proofOf({ verify, header }: PluginWebhookInfo): string {
    if (verify === 'standardWebhooks') return this.t('verifyStandard')
    return this.t(verify === 'token' ? 'verifyToken' : 'verifyHmac', { header: header ?? '' })
  }

  #renderDialog() {
    const { chosen } = this
    const name = chosen === null ? '' : this.text(chosen.label)
    return html`<dialog aria-labelledby="title">
      <h2 id="title">${this.t('newSecretFor', { name })}</h2>
      <form @submit=${this.#rotate}>
        ${
          chosen?.hasSecret
            ? html`<div class="field">
                <label class="label" for="hours">${this.t('keepPrevious')}</label>
                <select class="select" id="hours" name="hours" aria-describedby="hours-help">
                  ${KEEP_HOURS.map((hours) => html`<option value=${hours}>${this.t('keepPreviousHours', { hours })}</option>`)}
                  <option value="0">${this.t('keepPreviousAtOnce')}</option>
                </select>
                <p class="help" id="hours-help">${this.t('keepPreviousHelp')}</p>
              </div>`
            : nothing
        }
        <div class="field">
          <label class="label" for="secret">${this.t('ownSecret')}</label>
          <input class="input" id="secret" name="secret" maxlength="200" autocomplete="off" spellcheck="false" aria-describedby="secret-help" />
          <p class="help" id="secret-help">${this.t('ownSecretHelp')}</p>
        </div>
        ${this.renderDialogActions(this.t('newSecret'))}
      </form>
    </dialog>`
  }
}

function selectAll({ target }: Event): void {
  ;(target as HTMLInputElement).select()
}
customElements.define('studio-plugin-webhooks', PluginWebhooksPanel)

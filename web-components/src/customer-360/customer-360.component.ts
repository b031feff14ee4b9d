import { createTenonClient, type TenonClient } from '@tenon/sdk/client'
import type { Customer360, CustomerRecord } from '@tenon/sdk/contract/embed-token'
import type { FileOfRecord } from '@tenon/sdk/contract/file-access'
import type { Locale } from '@tenon/sdk/contract/locale'
import { html, LitElement, nothing, type PropertyValues } from 'lit'
import { WidgetFailedEvent } from '../events/widget-failed-event.ts'
import { hueStyles } from '../hue.styles.ts'
import { errorBody } from '../internal/error-body.ts'
import { localeOf } from '../internal/locale-of.ts'
import { formatDateTime, formatRelative } from '../value/format-date.ts'
import { customer360Styles } from './customer-360.styles.ts'
import { customer360Texts } from './customer-360.texts.ts'
import { fetchHostToken } from './fetch-host-token.ts'

/** After this long without an answer the host's own content is what the visitor gets. */
const PATIENCE_MS = 10_000

/**
 * What a customer may see of themselves, on a host site's page. The host's server signs who the visitor is; the token
 * lives in memory only. Content put inside the element stays visible until there is something to show, and for good
 * when there is not: `tenon-error` then says why, once.
 */
export class Customer360Widget extends LitElement {
  static override styles = [hueStyles, customer360Styles]
  static override properties = {
    baseUrl: { attribute: 'base-url' },
    tokenUrl: { attribute: 'token-url' },
    getToken: { attribute: false },
    locale: {},
    customer: { state: true },
    failed: { state: true },
    busy: { state: true },
    fileProblem: { state: true },
  }

  /** Where Tenon answers. Default: where this script came from. */
  declare baseUrl: string
  /** Of the host's own server; it answers a POST with `{ "token": "…" }`. */
  declare tokenUrl: string
  /** Gives a token by other means than `tokenUrl`. */
  declare getToken: (() => Promise<string>) | null
  declare locale: string | null
  declare customer: Customer360 | null
  declare failed: boolean
  declare busy: boolean
  /** Why a file could not be opened. */
  declare fileProblem: string | null

  #running: AbortController | null = null
  #client: TenonClient | null = null

  constructor() {
    super()
    this.baseUrl = new URL(import.meta.url).origin
    this.tokenUrl = ''
    this.getToken = null
    this.locale = null
    this.customer = null
    this.failed = false
    this.busy = false
    this.fileProblem = null
  }

  /** Reads everything again, for instance after the visitor has signed in. What is shown stays meanwhile. */
  async reload(): Promise<void> {
    const { getToken, tokenUrl } = this
    if (!getToken && !tokenUrl) return
    this.#running?.abort()
    const running = new AbortController()
    this.#running = running
    const signal = AbortSignal.any([running.signal, AbortSignal.timeout(PATIENCE_MS)])
    const client = createTenonClient({
      baseUrl: this.baseUrl,
      token: getToken ?? (() => fetchHostToken(tokenUrl)),
      locale: this.#language,
    })
    this.#client = client
    this.busy = true
    try {
      const customer = await unlessAborted(client.embed.customer360({}, { signal }), signal)
      if (running.signal.aborted) return
      this.customer = customer
      this.failed = false
    } catch (error) {
      if (running.signal.aborted) return
      this.failed = true
      this.dispatchEvent(new WidgetFailedEvent(errorBody(error)))
    } finally {
      if (this.#running === running) this.busy = false
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#running?.abort()
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if ((['baseUrl', 'tokenUrl', 'getToken', 'locale'] as const).some((name) => changed.has(name))) void this.reload()
  }

  protected override render() {
    const { customer } = this
    if (!customer) return this.#renderFallback()
    const { entity, record, related } = customer
    return html`<article part="card">
      <header part="header">
        <span class="avatar" aria-hidden="true">${[...record.title][0]}</span>
        <h2 part="title">${record.title}</h2>
        ${renderStage(record)}
      </header>
      ${record.fields.length > 0 ? html`<section part="fields">${this.#renderFields(record, entity)}</section>` : nothing}
      ${related.map((group) => this.#renderGroup(group))}
      ${this.fileProblem ? html`<p class="note" role="alert">${this.fileProblem}</p>` : nothing}
    </article>`
  }

  get #language(): Locale {
    return localeOf(this, this.locale)
  }

  #renderFallback() {
    // Without anybody to ask who the visitor is, nothing is on its way.
    if (!this.busy && !this.failed) return html`<slot></slot>`
    const texts = customer360Texts(this.#language)
    // The button stays while it works: it has the focus.
    return html`<slot>
      <div class="state" part="state">
        <span role="status">${this.busy ? texts.loading : texts.failed}</span>
        ${
          this.failed
            ? html`<button type="button" class="retry" part="button" aria-disabled=${this.busy} @click=${this.#retry}>${texts.retry}</button>`
            : nothing
        }
      </div>
    </slot>`
  }

  readonly #retry = () => {
    if (!this.busy) void this.reload()
  }

  #renderGroup({ entity, label, records, more }: Customer360['related'][number]) {
    const texts = customer360Texts(this.#language)
    return html`<section part="related" aria-label=${label}>
      <h3>${label}<span class="count">${records.length}${more ? '+' : ''}</span></h3>
      ${
        records.length === 0
          ? html`<p class="note">${texts.none}</p>`
          : html`<ul>
              ${records.map((record) => this.#renderRow(record, entity))}
            </ul>`
      }
      ${more ? html`<p class="note">${texts.more}</p>` : nothing}
    </section>`
  }

  #renderRow(record: CustomerRecord, entity: string) {
    const locale = this.#language
    const texts = customer360Texts(locale)
    const when = formatRelative(record.updatedAt, locale)
    return html`<li part="row">
      <div class="row">
        <h4>${record.title}</h4>
        ${renderStage(record)}
        <time datetime=${record.updatedAt} title=${formatDateTime(record.updatedAt, locale)}>${texts.updated(when)}</time>
      </div>
      <p class="facts">
        ${record.fields.filter(({ text }) => text !== '').map((field) => html`<span>${texts.named(field.label)}${this.#renderValue(field, { entity, id: record.id })}</span>`)}
      </p>
    </li>`
  }

  #renderFields({ id, fields }: CustomerRecord, entity: string) {
    return html`<dl>
      ${fields
        .filter(({ text }) => text !== '')
        .map((field) => html`<div><dt>${field.label}</dt><dd>${this.#renderValue(field, { entity, id })}</dd></div>`)}
    </dl>`
  }

  #renderValue({ name, text, files }: CustomerRecord['fields'][number], record: { entity: string; id: string }) {
    if (!files) return text
    return files.map(({ id, name: called }, index) => {
      const open = () => this.#openFile({ ...record, field: name, file: id })
      return html`${index > 0 ? ', ' : ''}<button type="button" class="file" part="file" @click=${open}>${called}</button>`
    })
  }

  /** A picture opens in a tab of its own; all else is a download, at which the page stays. */
  async #openFile(file: FileOfRecord): Promise<void> {
    this.fileProblem = null
    try {
      const link = await this.#client?.embed.fileLink(file)
      if (!link) return
      const anchor = document.createElement('a')
      anchor.href = this.baseUrl.replace(/\/+$/, '') + link.path
      anchor.rel = 'noopener noreferrer'
      if (link.shown) anchor.target = '_blank'
      anchor.click()
    } catch (error) {
      this.fileProblem = errorBody(error).message
    }
  }
}

function renderStage({ stage }: CustomerRecord) {
  return stage ? html`<span class="stage" part="stage" data-hue=${stage.hue}>${stage.label}</span>` : nothing
}

/** The host's token endpoint may hang without ever seeing our signal; the visitor must not wait for it. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    work.then(resolve, reject)
  })
}

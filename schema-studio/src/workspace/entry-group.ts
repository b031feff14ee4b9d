import type { AuditEntry, AuditPage } from '@tenon/sdk/contract/audit-api'
import { stateStyles } from '@tenon/web-components/data.styles'
import { css, html, nothing, type PropertyValues } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { errorText } from '../app/error-text.ts'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'

/** Reads a page of the entries for which one stands. */
export type ReadGroup = (group: string, after: string | null) => Promise<AuditPage>

/** Opens what was done in one go to each of its records, a page at a time. */
export class EntryGroup extends StudioElement {
  static override styles = [
    StudioElement.styles,
    stateStyles,
    css`
      :host {
        display: block;
        margin-top: var(--tenon-space-1);
      }
      .toggle {
        margin-left: calc(-1 * var(--tenon-space-2));
        color: var(--tenon-text-muted);
      }
      .toggle .icon {
        transition: transform var(--tenon-duration-state);
      }
      .toggle[aria-expanded='true'] .icon {
        transform: rotate(90deg);
      }
      .members {
        margin-top: var(--tenon-space-2);
        padding-left: var(--tenon-space-3);
        border-left: 2px solid var(--tenon-line);
      }
      @media (prefers-reduced-motion: reduce) {
        .toggle .icon {
          transition: none;
        }
      }
    `,
  ]
  static override properties = {
    app: { attribute: false },
    group: {},
    read: { attribute: false },
    open: { state: true },
    entries: { state: true },
    next: { state: true },
    failure: { state: true },
    busy: { state: true },
  }
  declare app: AppServices
  /** `AuditGroup.id`. */
  declare group: string
  declare read: ReadGroup
  declare open: boolean
  /** Null until it is opened for the first time. */
  declare entries: AuditEntry[] | null
  declare next: string | null
  declare failure: unknown
  declare busy: boolean

  constructor() {
    super()
    this.open = false
    this.entries = null
    this.next = null
    this.failure = null
    this.busy = false
  }

  /** Another group, or others of its entries that are asked for, are not those that were read. */
  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('group') && !changed.has('read')) return
    this.open = false
    this.entries = null
    this.next = null
    this.failure = null
    this.busy = false
  }

  #toggle(): void {
    this.open = !this.open
    if (this.open && this.entries === null) void this.#load()
  }

  async #load(): Promise<void> {
    const { group, read } = this
    const isOld = () => group !== this.group || read !== this.read
    this.busy = true
    try {
      const page = await read(group, this.next)
      if (isOld()) return
      this.entries = [...(this.entries ?? []), ...page.entries]
      this.next = page.nextCursor
      this.failure = null
    } catch (error) {
      if (!isOld()) this.failure = error
    } finally {
      if (!isOld()) this.busy = false
    }
  }

  override render() {
    return html`<button
        class="button quiet dense toggle"
        aria-expanded=${this.open ? 'true' : 'false'}
        aria-controls="members"
        @click=${() => this.#toggle()}
      >
        ${icon('chevron-right')} ${this.t(this.open ? 'groupClose' : 'groupOpen')}
      </button>
      <div id="members" class=${this.open ? 'members' : ''} ?hidden=${!this.open}>${this.open ? this.#renderMembers() : nothing}</div>`
  }

  #renderMembers() {
    const { entries, next } = this
    return html`${entries ? html`<studio-history-timeline .app=${this.app} .entries=${entries} withRecord within></studio-history-timeline>` : nothing}
    ${this.busy && entries === null ? html`<span class="skeleton"></span><span class="skeleton"></span>` : nothing}
    ${
      this.failure
        ? html`<p class="help" role="alert">${errorText(this.failure, this.locale)}
            <button class="button quiet dense" @click=${() => void this.#load()}>${this.t('tryAgain')}</button>
          </p>`
        : next
          ? html`<button class="button dense" ?disabled=${this.busy} @click=${() => void this.#load()}>${this.t('groupMore')}</button>`
          : nothing
    }`
  }
}
customElements.define('studio-entry-group', EntryGroup)

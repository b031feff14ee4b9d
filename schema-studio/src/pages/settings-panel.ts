import type { RoleInfo } from '@tenon/sdk/contract/roles-api'
import { chipStyles, stateStyles, tableStyles } from '@tenon/web-components/data.styles'
import { formatDateTime, formatRelative } from '@tenon/web-components/value/format-date'
import { css, html, type TemplateResult } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { dialogStyles } from '../app/dialog.styles.ts'
import { emptyState } from '../app/empty-state.ts'
import { errorText } from '../app/error-text.ts'
import { failedState } from '../app/failed-state.ts'
import { roleName } from '../app/role-name.ts'
import { StudioElement } from '../app/studio-element.ts'

/** Base of the settings' panels: a list that is read from the server, and a dialog that adds to it. */
export abstract class SettingsPanel<Item> extends StudioElement {
  static override styles = [
    StudioElement.styles,
    chipStyles,
    tableStyles,
    stateStyles,
    dialogStyles,
    css`
      :host {
        display: block;
      }
      .top {
        display: flex;
        gap: var(--tenon-space-4);
        align-items: center;
        justify-content: space-between;
        margin-bottom: var(--tenon-space-4);
      }
      .top p {
        max-width: 64ch;
        margin: 0;
        color: var(--tenon-text-muted);
      }
      .scroll {
        overflow-x: auto;
        border: 1px solid var(--tenon-line);
        border-radius: var(--tenon-radius-card);
      }
      .table tbody tr:last-child td {
        border-bottom: 0;
      }
      .table td {
        height: 44px;
      }
      .table .chips {
        flex-wrap: nowrap;
        align-items: center;
      }
      .table :is(.button, .chip) {
        vertical-align: middle;
      }
      .table .row-actions {
        text-align: end;
      }
      /* What can be done with a row stays in sight where the row does not fit. */
      @media (max-width: 719px) {
        .table :is(th:last-child, .end, .row-actions) {
          position: sticky;
          inset-inline-end: 0;
          border-inline-start: 1px solid var(--tenon-line);
        }
      }
      dialog {
        width: min(480px, calc(100vw - 32px));
      }
      dialog form {
        display: grid;
        gap: var(--tenon-space-4);
        margin-top: var(--tenon-space-3);
      }
      code {
        font-family: var(--tenon-font-mono);
        font-size: var(--tenon-font-size-xs);
      }
    `,
  ]
  static override properties = {
    app: { attribute: false },
    items: { state: true },
    failure: { state: true },
    dialogFailure: { state: true },
    busy: { state: true },
  }
  declare app: AppServices
  declare items: Item[] | null
  declare failure: unknown
  declare dialogFailure: string | null
  declare busy: boolean

  constructor() {
    super()
    this.items = null
    this.failure = null
    this.dialogFailure = null
    this.busy = false
  }

  override connectedCallback(): void {
    super.connectedCallback()
    void this.load()
    this.untilRemoved(this.app.live.whenBack(() => this.#readAgain()))
  }

  /** What a dialog asks about stays as it is while it is open. */
  #readAgain(): void {
    if (!this.element('dialog[open]')) void this.load()
  }

  protected abstract read(): Promise<Item[]>

  protected async load(): Promise<void> {
    try {
      this.items = await this.read()
      this.failure = null
    } catch (error) {
      this.failure = error
    }
  }

  protected openDialog(): void {
    this.dialogFailure = null
    this.element<HTMLFormElement>('dialog form')?.reset()
    this.element<HTMLDialogElement>('dialog')?.showModal()
  }

  protected closeDialog(): void {
    this.element<HTMLDialogElement>('dialog')?.close()
  }

  /** Runs the dialog's work; keeps the dialog open, with the reason, when it is refused. */
  protected async run(work: () => Promise<void>): Promise<void> {
    this.busy = true
    this.dialogFailure = null
    try {
      await work()
      this.closeDialog()
      await this.load()
    } catch (error) {
      this.dialogFailure = errorText(error, this.locale)
    } finally {
      this.busy = false
    }
  }

  /** The table once it is there; a skeleton, an empty state or what went wrong before. */
  protected renderItems(empty: { title: string; text: string }, table: (items: Item[]) => TemplateResult) {
    if (this.failure) {
      return failedState(this.failure, { locale: this.locale, tryAgain: () => this.load() })
    }
    if (!this.items) return html`<span class="skeleton"></span>`
    if (this.items.length === 0) return emptyState(empty)
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${this.t('results')}>${table(this.items)}</div>`
  }

  protected renderTime(at: string | null, none: string) {
    if (!at) return html`${none}`
    return html`<time datetime=${at} title=${formatDateTime(at, this.locale)}>${formatRelative(at, this.locale)}</time>`
  }

  /** What people call a role; the built-in ones as long as the tenant has not named them itself. */
  protected roleLabel(name: string, roles: readonly RoleInfo[]): string {
    const labels = Object.fromEntries(roles.filter(({ own }) => own).map((role) => [role.name, role.label]))
    return roleName(name, { labels, locale: this.locale })
  }

  protected renderDialogActions(submit: string) {
    return html`<div role="alert">${this.dialogFailure ? html`<p class="error">${this.dialogFailure}</p>` : ''}</div>
      <div class="actions">
        <button type="button" class="button" @click=${() => this.closeDialog()}>${this.t('cancel')}</button>
        <button class="button primary" ?disabled=${this.busy}>${submit}</button>
      </div>`
  }
}

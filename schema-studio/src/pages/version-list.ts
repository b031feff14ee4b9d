import type { ModelVersionInfo } from '@tenon/sdk/contract/api-contract'
import { stateStyles } from '@tenon/web-components/data.styles'
import { formatDateTime, formatRelative } from '@tenon/web-components/value/format-date'
import { css, html, nothing, type PropertyValues } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { errorText } from '../app/error-text.ts'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'

/** So many versions back offer to be restored: what they need is certainly there. */
const RESTORABLE = 20

/**
 * Published models, newest first; the last publish can be undone, and any of the last ones restored. Fires
 * `studio-undo-publish` and `studio-restore-version` (detail: the version's number).
 */
export class VersionList extends StudioElement {
  static override styles = [
    StudioElement.styles,
    stateStyles,
    css`
      :host {
        display: block;
      }
      ol {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        gap: 0 var(--tenon-space-3);
        padding: 10px 0;
        border-top: 1px solid var(--tenon-line);
        font-size: var(--tenon-font-size-sm);
      }
      .number {
        grid-row: span 2;
        align-self: start;
        min-width: 30px;
        padding: 0 6px;
        border-radius: 6px;
        background: var(--tenon-neutral-4);
        color: var(--tenon-text-muted);
        font-size: var(--tenon-font-size-xs);
        font-weight: var(--tenon-weight-medium);
        line-height: 22px;
        text-align: center;
      }
      .current .number {
        background: var(--tenon-accent);
        color: var(--tenon-on-accent);
      }
      li > small {
        grid-column: 2;
      }
      .small {
        grid-row: 1 / span 2;
        grid-column: 3;
        align-self: center;
        margin: 0;
      }
      .note {
        overflow-wrap: anywhere;
      }
      small {
        color: var(--tenon-text-muted);
        font-size: var(--tenon-font-size-xs);
      }
      .button {
        margin-bottom: var(--tenon-space-3);
      }
    `,
  ]
  static override properties = {
    app: { attribute: false },
    versions: { state: true },
    failure: { state: true },
  }
  declare app: AppServices
  declare versions: ModelVersionInfo[] | null
  declare failure: string | null

  constructor() {
    super()
    this.versions = null
    this.failure = null
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('app')
    if (changed.has('app') && before?.model.version !== this.app.model.version) void this.load()
  }

  async load(): Promise<void> {
    try {
      this.versions = await this.app.client.model.versions()
      this.failure = null
    } catch (error) {
      this.failure = errorText(error, this.locale)
    }
  }

  override render() {
    if (this.failure) return html`<p class="error">${this.failure}</p>`
    if (!this.versions) return html`<span class="skeleton"></span>`
    return html`${
      this.versions.length > 1
        ? html`<button class="button" @click=${() => this.dispatchEvent(new Event('studio-undo-publish'))}>
              ${icon('undo-2')} ${this.t('undoLastPublish')}
            </button>`
        : nothing
    }
      <ol>
        ${this.versions.map((version, at) => this.#renderVersion(version, at < RESTORABLE))}
      </ol>`
  }

  #renderVersion({ version, note, createdAt, createdBy, current }: ModelVersionInfo, isRestorable: boolean) {
    return html`<li class=${current ? 'current' : ''}>
      <span class="number">v${version}</span>
      <span class="note">${note || this.t('noNote')} ${current ? html`<small>· ${this.t('currentVersion')}</small>` : nothing}</span>
      <small>${createdBy === 'system' ? this.t('actorSystem') : createdBy} · <time datetime=${createdAt} title=${formatDateTime(createdAt, this.locale)}>${formatRelative(createdAt, this.locale)}</time></small>
      ${
        isRestorable && !current
          ? html`<button class="button small" aria-label=${this.t('restoreVersionLabel', { version })} @click=${() => this.#restore(version)}>
              ${this.t('restoreVersion')}
            </button>`
          : nothing
      }
    </li>`
  }

  #restore(version: number): void {
    this.dispatchEvent(new CustomEvent<number>('studio-restore-version', { detail: version }))
  }
}
customElements.define('studio-version-list', VersionList)

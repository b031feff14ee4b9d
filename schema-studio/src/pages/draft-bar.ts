import { stateStyles } from '@tenon/web-components/data.styles'
import { css, html, nothing } from 'lit'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'
import { DraftElement } from './draft-element.ts'

/** Undo, redo, how much is pending and the way to review it; a conflict with somebody else's draft. */
export class DraftBar extends DraftElement {
  static override styles = [
    StudioElement.styles,
    stateStyles,
    css`
      :host {
        display: flex;
        gap: 2px;
        align-items: center;
      }
      .state {
        margin-inline-end: var(--tenon-space-2);
        color: var(--tenon-text-faint);
        font-size: var(--tenon-font-size-xs);
        white-space: nowrap;
      }
      .review {
        margin-inline-start: var(--tenon-space-2);
      }
      .review b {
        min-width: 18px;
        padding: 0 5px;
        border-radius: 9px;
        background: var(--tenon-accent);
        color: var(--tenon-on-accent);
        font-size: 11px;
        line-height: 18px;
      }
      .notice {
        position: fixed;
        inset: 60px 20px auto auto;
        z-index: 5;
        max-width: 420px;
        box-shadow: var(--tenon-shadow-float);
      }
      @media (max-width: 719px) {
        .state {
          display: none;
        }
      }
    `,
  ]
  static override properties = { ...DraftElement.properties, review: { type: Boolean } }
  /** Whether to offer the way to the changes. */
  declare review: boolean

  override render() {
    const { drafts } = this.app
    const count = this.pendingCount
    const conflicts = this.review ? (drafts.draft?.conflicts.length ?? 0) : 0
    return html`<span class="state" role="status">${this.#stateWords(count)}</span>
      ${
        conflicts > 0
          ? html`<a class="button review conflicts" href="/studio/changes">${icon('triangle-alert')} ${this.t('conflictTitle', { count: conflicts })}</a>`
          : nothing
      }
      <button
        class="button quiet icon"
        aria-label=${this.t('undo')}
        title=${this.t('undo')}
        ?disabled=${!drafts.canUndo}
        @click=${() => this.attempt(drafts.undo())}
      >
        ${icon('undo-2')}
      </button>
      <button
        class="button quiet icon"
        aria-label=${this.t('redo')}
        title=${this.t('redo')}
        ?disabled=${!drafts.canRedo}
        @click=${() => this.attempt(drafts.redo())}
      >
        ${icon('redo-2')}
      </button>
      ${
        this.review && count > 0
          ? html`<a class="button review" href="/studio/changes">${this.t('reviewChanges')} <b>${count}</b></a>`
          : nothing
      }
      ${drafts.hasConflict ? this.#renderConflict() : nothing}`
  }

  #stateWords(count: number) {
    const { saving, hasMerged } = this.app.drafts
    if (saving) return this.t('savingDraft')
    if (hasMerged) return this.t('draftMerged')
    return count > 0 ? this.t('draftSaved') : nothing
  }

  #renderConflict() {
    const { drafts } = this.app
    return html`<div class="notice caution" role="alert">
      <p>${this.t('draftConflict')}</p>
      <button class="button" @click=${() => this.attempt(drafts.load())}>${this.t('takeTheirs')}</button>
      <button class="button" @click=${() => this.attempt(drafts.keepMine())}>${this.t('keepMine')}</button>
    </div>`
  }
}
customElements.define('studio-draft-bar', DraftBar)

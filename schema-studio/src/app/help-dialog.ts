import { css, html } from 'lit'
import { icon } from '../icons/icon.ts'
import type { MessageKey } from '../locales/catalog.ts'
import { dialogStyles } from './dialog.styles.ts'
import { StudioElement } from './studio-element.ts'

const KEYS: Array<[keys: string[], meaning: MessageKey]> = [
  [['⌘ / Ctrl', 'K'], 'keySearch'],
  [['/'], 'keyFilter'],
  [['F'], 'keyConditions'],
  [['C'], 'keyCreate'],
  [['S'], 'keyFavourite'],
  [['E'], 'keyEdit'],
  [['J', 'K'], 'keyMove'],
  [['X'], 'keySelect'],
  [['Enter'], 'keyOpen'],
  [['⌘ / Ctrl', 'Enter'], 'keySave'],
  [['N'], 'keyNewField'],
  [['⌘ / Ctrl', 'Z'], 'keyUndo'],
  [['⌘ / Ctrl', '⇧', 'Z'], 'keyRedo'],
  [['Esc'], 'keyClose'],
  [['?'], 'keyHelp'],
]

/** All keys on one page. */
export class HelpDialog extends StudioElement {
  static override styles = [
    StudioElement.styles,
    dialogStyles,
    css`
      dialog {
        width: min(440px, calc(100vw - 32px));
      }
      header {
        display: flex;
        align-items: center;
        justify-content: space-between;
        margin-bottom: var(--tenon-space-2);
      }
      header h2 {
        margin: 0;
      }
      dl {
        display: grid;
        margin: 0;
      }
      dl > div {
        display: flex;
        gap: var(--tenon-space-4);
        align-items: center;
        justify-content: space-between;
        min-height: 36px;
        border-top: 1px solid var(--tenon-line);
        font-size: var(--tenon-font-size-sm);
      }
      dd {
        display: flex;
        gap: 4px;
        margin: 0;
      }
      kbd {
        min-width: 22px;
        padding: 1px 6px;
        border: 1px solid var(--tenon-line-strong);
        border-radius: 5px;
        background: var(--tenon-sunken);
        font: inherit;
        font-size: var(--tenon-font-size-xs);
        text-align: center;
      }
    `,
  ]

  show(): void {
    const dialog = this.element<HTMLDialogElement>('dialog')
    if (!dialog?.open) dialog?.showModal()
  }

  override render() {
    return html`<dialog aria-labelledby="title">
      <header>
        <h2 id="title">${this.t('keyboardHelp')}</h2>
        <form method="dialog"><button class="button quiet icon" aria-label=${this.t('close')}>${icon('x')}</button></form>
      </header>
      <dl>
        ${KEYS.map(
          ([keys, meaning]) => html`<div>
            <dt>${this.t(meaning)}</dt>
            <dd>${keys.map((key) => html`<kbd>${key}</kbd>`)}</dd>
          </div>`,
        )}
      </dl>
    </dialog>`
  }
}
customElements.define('studio-help', HelpDialog)

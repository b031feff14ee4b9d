import type { Locale, LocalizedText } from '@tenon/sdk/contract/locale'
import { textIn } from '@tenon/sdk/contract/locale'
import { controlStyles } from '@tenon/web-components/control.styles'
import { type CSSResultGroup, css, LitElement } from 'lit'
import { iconStyles } from '../icons/icon.ts'
import type { MessageKey } from '../locales/catalog.ts'
import { type MessageParameters, translate } from '../locales/translate.ts'
import { localeStore } from './locale-store.ts'
import { tellDialog } from './tell-dialog.ts'
import { tellInvalid } from './tell-invalid.ts'

/** Paper takes what is read, not what is pressed. */
const paperStyles = css`
  @media print {
    .button,
    .chip > button,
    details.filter:not([open]),
    [role='combobox'] {
      display: none;
    }
  }
`

/** Base of all elements of the studio: texts in the person's language, and the shared look of controls. */
export abstract class StudioElement extends LitElement {
  static override styles: CSSResultGroup = [controlStyles, iconStyles, paperStyles]
  #undo: Array<() => void> = []

  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    const root = super.createRenderRoot()
    tellInvalid(root, () => this.locale)
    tellDialog(root)
    return root
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.untilRemoved(localeStore.subscribe(() => this.requestUpdate()))
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    for (const undo of this.#undo) undo()
    this.#undo = []
  }

  /** Runs `undo` when the element leaves the page. */
  protected untilRemoved(undo: () => void): void {
    this.#undo = [...this.#undo, undo]
  }

  protected get locale(): Locale {
    return localeStore.get()
  }

  protected t(key: MessageKey, parameters?: MessageParameters): string {
    return translate(this.locale, key, parameters)
  }

  protected text(text: LocalizedText | string): string {
    return textIn(text, this.locale)
  }

  protected element<E extends Element>(selector: string): E | null {
    return this.renderRoot.querySelector<E>(selector)
  }
}

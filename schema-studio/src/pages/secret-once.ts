import { css, html } from 'lit'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'

/** A secret that is shown this once, with a button that copies it. */
export class SecretOnce extends StudioElement {
  static override styles = [
    StudioElement.styles,
    css`
      :host {
        display: block;
        margin-bottom: var(--tenon-space-4);
        padding: var(--tenon-space-4);
        border: 1px solid color-mix(in oklch, var(--tenon-positive) 40%, transparent);
        border-radius: var(--tenon-radius-card);
        background: var(--tenon-positive-soft);
      }
      p {
        margin: 0 0 var(--tenon-space-2);
        color: var(--tenon-positive-text);
        font-size: var(--tenon-font-size-sm);
        font-weight: var(--tenon-weight-medium);
      }
      .row {
        display: flex;
        gap: var(--tenon-space-2);
      }
      input {
        font-family: var(--tenon-font-mono);
      }
    `,
  ]
  static override properties = { message: {}, secret: { attribute: false }, copied: { state: true } }
  declare message: string
  declare secret: string
  declare copied: boolean

  constructor() {
    super()
    this.copied = false
  }

  async #copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.secret)
      this.copied = true
    } catch {
      // Without the permission to write the clipboard the selection lets one copy by key.
      this.element<HTMLInputElement>('input')?.select()
    }
  }

  override render() {
    return html`<p role="status">${this.message}</p>
      <div class="row">
        <input class="input" readonly .value=${this.secret} aria-label=${this.message} />
        <button class="button" @click=${() => void this.#copy()}>
          ${icon(this.copied ? 'check' : 'copy')} ${this.t(this.copied ? 'copied' : 'copy')}
        </button>
      </div>`
  }
}
customElements.define('studio-secret-once', SecretOnce)

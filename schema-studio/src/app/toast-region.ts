import { css, html, nothing } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { icon } from '../icons/icon.ts'
import { keepFocus } from './keep-focus.ts'
import { StudioElement } from './studio-element.ts'
import type { Toast } from './toast.ts'

const VISIBLE_MS = 8000

interface ShownToast extends Toast {
  id: number
}

/** Short messages at the bottom, each with at most one action; they wait while the pointer or focus is on them. */
export class ToastRegion extends StudioElement {
  static override styles = [
    StudioElement.styles,
    css`
      :host {
        position: fixed;
        inset: auto 0 var(--tenon-space-5);
        z-index: 60;
        display: grid;
        justify-items: center;
        gap: var(--tenon-space-2);
        padding: 0 var(--tenon-space-4);
        pointer-events: none;
      }
      /* There it would lie over the pager of a list. */
      @media (max-width: 640px) {
        :host {
          bottom: calc(var(--tenon-space-5) + 48px);
        }
      }
      .toast {
        display: flex;
        gap: var(--tenon-space-2);
        align-items: center;
        max-width: min(520px, 100%);
        padding: 6px 6px 6px 14px;
        border-radius: var(--tenon-radius-card);
        background: var(--tenon-neutral-12);
        color: var(--tenon-neutral-1);
        box-shadow: var(--tenon-shadow-float);
        font-size: var(--tenon-font-size-sm);
        pointer-events: auto;
        animation: arrive var(--tenon-duration-place) var(--tenon-ease);
      }
      @keyframes arrive {
        from {
          opacity: 0;
          translate: 0 8px;
        }
      }
      .toast > span {
        padding: 5px 0;
      }
      .toast .button {
        border-color: transparent;
        background: transparent;
        color: inherit;
      }
      .toast .button:hover {
        background: color-mix(in oklch, currentcolor 16%, transparent);
      }
      .toast .action {
        font-weight: var(--tenon-weight-strong);
        text-decoration: underline;
        text-underline-offset: 3px;
      }
    `,
  ]
  static override properties = { toasts: { state: true } }
  declare toasts: ShownToast[]
  #next = 1
  /** Gives the focus to where it was before it went into a toast. */
  #giveFocusBack: () => void = () => undefined
  #timers = new Map<number, ReturnType<typeof setTimeout>>()

  constructor() {
    super()
    this.toasts = []
  }

  readonly #noteFocus = () => {
    if (!this.matches(':focus-within')) this.#giveFocusBack = keepFocus()
  }

  show(toast: Toast): void {
    const shown = { ...toast, id: this.#next++ }
    this.toasts = [...this.toasts.slice(-2), shown]
    this.#startTimer(shown.id)
  }

  #startTimer(id: number): void {
    this.#timers.set(
      id,
      setTimeout(() => this.#remove(id), VISIBLE_MS),
    )
  }

  #hold(id: number): void {
    clearTimeout(this.#timers.get(id))
  }

  #remove(id: number): void {
    this.#hold(id)
    this.#timers.delete(id)
    // A button that goes takes the focus with it.
    if (this.matches(':focus-within')) this.#giveFocusBack()
    this.toasts = this.toasts.filter((toast) => toast.id !== id)
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.setAttribute('role', 'status')
    addEventListener('focusin', this.#noteFocus)
    this.untilRemoved(() => removeEventListener('focusin', this.#noteFocus))
  }

  override render() {
    return repeat(
      this.toasts,
      ({ id }) => id,
      (toast) => this.#renderToast(toast),
    )
  }

  #renderToast({ id, text, tone, action }: ShownToast) {
    return html`<div
      class="toast"
      @pointerenter=${() => this.#hold(id)}
      @pointerleave=${() => this.#startTimer(id)}
      @focusin=${() => this.#hold(id)}
      @focusout=${() => this.#startTimer(id)}
    >
      ${tone === 'positive' ? icon('circle-check') : tone === 'critical' ? icon('circle-alert') : nothing}
      <span>${text}</span>
      ${
        action
          ? html`<button
              class="button dense action"
              @click=${() => {
                this.#remove(id)
                void action.run()
              }}
            >
              ${action.label}
            </button>`
          : nothing
      }
      <button class="button dense icon" aria-label=${this.t('close')} @click=${() => this.#remove(id)}>
        ${icon('x')}
      </button>
    </div>`
  }
}
customElements.define('studio-toasts', ToastRegion)

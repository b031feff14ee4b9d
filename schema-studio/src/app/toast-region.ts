import { css, html, nothing } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { icon } from '../icons/icon.ts'
import { keepFocus } from './keep-focus.ts'
import { openDialog } from './open-dialog.ts'
import { StudioElement } from './studio-element.ts'
import { DIALOG_ENTERED } from './tell-dialog.ts'
import type { Toast } from './toast.ts'

const VISIBLE_MS = 8000

interface ShownToast extends Toast {
  id: number
}

/**
 * Short messages at the bottom, each with at most one action; they wait while the pointer or focus is on them. They go into the
 * dialog that is open: all outside of it lies beneath and cannot be reached.
 */
export class ToastRegion extends StudioElement {
  static override styles = [
    StudioElement.styles,
    css`
      :host {
        position: fixed;
        inset: auto 0 var(--tenon-space-5);
        display: grid;
        justify-items: center;
        gap: var(--tenon-space-2);
        width: auto;
        padding: 0 var(--tenon-space-4);
        margin: 0;
        border: 0;
        overflow: visible;
        background: none;
        pointer-events: none;
      }
      /* There it would lie over the pager of a list. */
      @media (max-width: 640px) {
        :host {
          bottom: calc(var(--tenon-space-5) + 48px);
        }
      }
      @media print {
        :host {
          display: none;
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
  #home: Node | null = null

  constructor() {
    super()
    this.toasts = []
  }

  /** Also of moves within a shadow root around it, of which the window is told nothing. */
  readonly #noteFocus = (event: Event) => {
    const left = event.composedPath()[0]
    if (left instanceof HTMLElement && left !== this && !this.renderRoot.contains(left))
      this.#giveFocusBack = keepFocus(left)
  }

  readonly #lookForDialog = () => {
    if (this.toasts.length > 0) this.#comeToFront()
  }

  /** What is there already is not told twice. */
  show(toast: Toast): void {
    this.#comeToFront()
    const told = toast.action ? undefined : this.toasts.find(({ text }) => text === toast.text)
    const shown = told ?? { ...toast, id: this.#next++ }
    if (told) this.#hold(told.id)
    else this.toasts = [...this.toasts.slice(-2), shown]
    this.#startTimer(shown.id)
  }

  /** Takes back what was told last of what can be taken back, as its button does. */
  undo(): void {
    const told = this.toasts.findLast(({ action }) => action?.label === this.t('undo'))
    if (!told) return
    this.#remove(told.id)
    void told.action?.run()
  }

  #comeToFront(): void {
    const dialog = openDialog()
    const place = dialog ?? this.#home
    if (place === null || place === this.parentNode) return
    place.appendChild(this)
    dialog?.addEventListener('close', () => this.#comeToFront(), { once: true })
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
    this.#home ??= this.parentNode
    this.setAttribute('role', 'status')
    this.popover = 'manual'
    this.showPopover()
    const around = this.getRootNode()
    around.addEventListener('focusout', this.#noteFocus)
    addEventListener(DIALOG_ENTERED, this.#lookForDialog)
    this.untilRemoved(() => {
      around.removeEventListener('focusout', this.#noteFocus)
      removeEventListener(DIALOG_ENTERED, this.#lookForDialog)
    })
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    // Gone with a dialog, and not on the way into another.
    queueMicrotask(() => !this.isConnected && this.#comeToFront())
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
      <button class="button dense icon" aria-label=${this.t('toastDismiss')} @click=${() => this.#remove(id)}>
        ${icon('x')}
      </button>
    </div>`
  }
}
customElements.define('studio-toasts', ToastRegion)

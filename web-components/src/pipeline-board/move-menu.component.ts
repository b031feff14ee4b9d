import { css, html, LitElement } from 'lit'
import { controlStyles } from '../control.styles.ts'
import { hueStyles } from '../hue.styles.ts'

export interface MoveTarget {
  stage: string
  label: string
  hue: string
  allowed: boolean
}

/** A menu of stages beside a card. The top layer keeps it from being cut off by a scrolling column. */
export class MoveMenu extends LitElement {
  static override styles = [
    controlStyles,
    hueStyles,
    css`
      :host {
        position: fixed;
        inset: auto;
        margin: 0;
        padding: 4px;
        min-width: 200px;
        max-height: 60vh;
        overflow: auto;
        border: 0;
        border-radius: var(--tenon-radius-card);
        background: var(--tenon-raised);
        box-shadow: var(--tenon-shadow-float);
      }
      .heading {
        margin: 0;
        padding: 4px 8px;
        color: var(--tenon-text-muted);
        font-size: var(--tenon-font-size-xs);
      }
      button {
        display: flex;
        gap: 8px;
        align-items: center;
        width: 100%;
        min-height: var(--tenon-control-height);
        padding: 0 8px;
        border: 0;
        border-radius: var(--tenon-radius-control);
        background: transparent;
        color: var(--tenon-text);
        font: inherit;
        text-align: start;
        cursor: pointer;
      }
      button:is(:hover, :focus-visible) {
        background: var(--tenon-hover);
        outline-offset: -2px;
      }
      button[aria-disabled='true'] {
        color: var(--tenon-text-faint);
        cursor: not-allowed;
      }
      .dot {
        flex: none;
        width: 8px;
        height: 8px;
        border-radius: 50%;
        background: var(--hue);
      }
      small {
        margin-inline-start: auto;
        padding-inline-start: 12px;
        font-size: var(--tenon-font-size-xs);
      }
    `,
  ]
  static override properties = {
    heading: { attribute: false },
    notAllowed: { attribute: false },
    targets: { attribute: false },
  }

  declare heading: string
  declare notAllowed: string
  declare targets: MoveTarget[]
  #choose: ((stage: string) => void) | null = null
  #opener: HTMLElement | null = null

  constructor() {
    super()
    this.heading = ''
    this.notAllowed = ''
    this.targets = []
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.popover = 'auto'
    this.role = 'menu'
  }

  /** Shows the menu beneath `opener`, and gives the focus back to it when nothing is chosen. */
  async open(opener: HTMLElement, targets: MoveTarget[], choose: (stage: string) => void): Promise<void> {
    this.targets = targets
    this.#choose = choose
    this.#opener = opener
    this.ariaLabel = this.heading
    await this.updateComplete
    this.showPopover()
    const from = opener.getBoundingClientRect()
    const own = this.getBoundingClientRect()
    const below = from.bottom + 4 + own.height <= innerHeight
    this.style.left = `${Math.max(8, Math.min(from.right - own.width, innerWidth - own.width - 8))}px`
    this.style.top = `${below ? from.bottom + 4 : Math.max(8, from.top - 4 - own.height)}px`
    this.#items[0]?.focus()
  }

  protected override render() {
    return html`<p class="heading" aria-hidden="true">${this.heading}</p>
      ${this.targets.map(
        ({ stage, label, hue, allowed }) => html`<button
          type="button"
          role="menuitem"
          tabindex="-1"
          data-hue=${hue}
          aria-disabled=${!allowed}
          @click=${() => allowed && this.#take(stage)}
          @keydown=${this.#onKeydown}
        >
          <span class="dot"></span>${label}${allowed ? '' : html`<small>${this.notAllowed}</small>`}
        </button>`,
      )}`
  }

  get #items(): HTMLElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLElement>('[role="menuitem"]')]
  }

  #take(stage: string): void {
    this.hidePopover()
    this.#choose?.(stage)
  }

  #onKeydown = (event: KeyboardEvent) => {
    const items = this.#items
    const at = items.indexOf(event.currentTarget as HTMLElement)
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key]
    if (to !== undefined) {
      event.preventDefault()
      items.at(to % items.length)?.focus()
    } else if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault()
      event.stopPropagation()
      this.hidePopover()
      this.#opener?.focus()
    }
  }
}

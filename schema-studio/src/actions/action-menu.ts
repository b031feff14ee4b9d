import type { ModelViewAction } from '@tenon/sdk/contract/model-document'
import { html, nothing } from 'lit'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'
import '../icons/entity-icon.ts'
import { actionMenuStyles } from './action-menu.styles.ts'

/** Somebody has chosen an action from a menu. */
export class ActionChosenEvent extends Event {
  readonly action: ModelViewAction

  constructor(action: ModelViewAction) {
    super('studio-action-chosen')
    this.action = action
  }
}

const GAP = 4
const EDGE = 8

/** Plugins' buttons in a menu; nothing where there are none. Fires `studio-action-chosen`. */
export class ActionMenu extends StudioElement {
  static override styles = [StudioElement.styles, actionMenuStyles]
  static override properties = { actions: { attribute: false }, dense: { type: Boolean }, open: { state: true } }
  declare actions: readonly ModelViewAction[]
  declare dense: boolean
  declare open: boolean

  constructor() {
    super()
    this.actions = []
    this.dense = false
    this.open = false
  }

  override render() {
    if (this.actions.length === 0) return nothing
    return html`<button
        class="button ${this.dense ? 'dense' : ''}"
        popovertarget="menu"
        aria-haspopup="menu"
        aria-expanded=${this.open}
        title=${this.t('actions')}
        @keydown=${this.#openByKey}
      >
        ${icon('zap')}<span class="word">${this.t('actions')}</span>${icon('chevron-down')}
      </button>
      <div
        id="menu"
        class="menu"
        popover
        role="menu"
        aria-label=${this.t('actions')}
        @toggle=${this.#toggled}
        @keydown=${this.#move}
      >
        ${this.actions.map((action) => this.#renderItem(action))}
      </div>`
  }

  #renderItem(action: ModelViewAction) {
    return html`<button class="item" role="menuitem" tabindex="-1" @click=${() => this.#choose(action)}>
      <studio-entity-icon name=${action.icon ?? 'zap'}></studio-entity-icon>
      <span>${this.text(action.label)}</span>
    </button>`
  }

  get #menu() {
    return this.element<HTMLElement>('#menu')
  }

  get #items(): HTMLElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLElement>('.item')]
  }

  #choose(action: ModelViewAction): void {
    this.#menu?.hidePopover()
    this.dispatchEvent(new ActionChosenEvent(action))
  }

  #openByKey = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
    event.preventDefault()
    this.#menu?.showPopover()
    // The toggle event comes later than the next key may.
    this.#items[0]?.focus()
  }

  #toggled = (event: ToggleEvent) => {
    this.open = event.newState === 'open'
    if (!this.open) return
    this.#place()
    this.#items[0]?.focus()
  }

  /** Below the button, its end at the button's end, and on the screen in any case. */
  #place(): void {
    const [menu, button] = [this.#menu, this.element<HTMLElement>('.button')]
    if (!menu || !button) return
    const { bottom, right, top } = button.getBoundingClientRect()
    const { offsetWidth: width, offsetHeight: height } = menu
    const left = Math.max(EDGE, Math.min(right - width, innerWidth - width - EDGE))
    const below = bottom + GAP + height <= innerHeight - EDGE
    menu.style.left = `${left}px`
    menu.style.top = `${below ? bottom + GAP : Math.max(EDGE, top - GAP - height)}px`
  }

  #move = (event: KeyboardEvent) => {
    const items = this.#items
    const here = items.indexOf(this.shadowRoot?.activeElement as HTMLElement)
    const last = items.length - 1
    const steps: Record<string, number> = {
      ArrowDown: here === last ? 0 : here + 1,
      ArrowUp: here <= 0 ? last : here - 1,
      Home: 0,
      End: last,
    }
    const next = steps[event.key]
    if (event.key === 'Tab') this.#menu?.hidePopover()
    if (next === undefined) return
    event.preventDefault()
    // The keys of the list or page beneath are not meant.
    event.stopPropagation()
    items[next]?.focus()
  }
}
customElements.define('studio-action-menu', ActionMenu)

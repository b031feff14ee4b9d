import type { ReactiveController, ReactiveControllerHost } from 'lit'

/** A pointer that moves less than this still clicks. */
const THRESHOLD_PX = 6
/** A finger that rests this long drags; one that moves sooner scrolls. */
const LONG_PRESS_MS = 350
const EDGE_PX = 48
const SCROLL_PX = 14

interface DragHost extends ReactiveControllerHost, HTMLElement {
  renderRoot: HTMLElement | DocumentFragment
}

interface Drag {
  card: HTMLElement
  recordId: string
  startX: number
  startY: number
  offsetX: number
  offsetY: number
  /** Null until the pointer has moved far enough or rested long enough. */
  ghost: HTMLElement | null
}

/**
 * Dragging cards by pointer events, because HTML's own drag and drop neither works on touch screens nor across
 * shadow roots. `stage` is the column beneath the pointer.
 */
export class CardDrag implements ReactiveController {
  recordId: string | null = null
  stage: string | null = null
  #drag: Drag | null = null
  #longPress: ReturnType<typeof setTimeout> | undefined
  readonly #host: DragHost
  readonly #onDrop: (recordId: string, stage: string) => void

  constructor(host: DragHost, onDrop: (recordId: string, stage: string) => void) {
    this.#host = host
    this.#onDrop = onDrop
    host.addController(this)
  }

  hostDisconnected(): void {
    this.#end()
  }

  /** For `@pointerdown` of a card. */
  start(event: PointerEvent, recordId: string): void {
    const card = event.currentTarget as HTMLElement
    const control = (event.target as Element).closest('button, a')
    if (event.button !== 0 || control) return
    const box = card.getBoundingClientRect()
    const { clientX: startX, clientY: startY } = event
    this.#drag = { card, recordId, startX, startY, offsetX: startX - box.x, offsetY: startY - box.y, ghost: null }
    if (event.pointerType === 'touch') this.#longPress = setTimeout(() => this.#lift(), LONG_PRESS_MS)
    addEventListener('pointermove', this.#onMove)
    addEventListener('pointerup', this.#onUp)
    addEventListener('pointercancel', this.#onCancel)
    addEventListener('keydown', this.#onKey, true)
    addEventListener('touchmove', this.#onTouchMove, { passive: false })
  }

  #lift(): void {
    const drag = this.#drag
    if (!drag || drag.ghost) return
    const ghost = drag.card.cloneNode(true) as HTMLElement
    ghost.classList.add('ghost')
    ghost.setAttribute('aria-hidden', 'true')
    ghost.removeAttribute('tabindex')
    ghost.style.width = `${drag.card.offsetWidth}px`
    this.#host.renderRoot.append(ghost)
    drag.ghost = ghost
    this.recordId = drag.recordId
    this.#place(drag.startX, drag.startY)
  }

  #onMove = (event: PointerEvent) => {
    const drag = this.#drag
    if (!drag) return
    const far = Math.hypot(event.clientX - drag.startX, event.clientY - drag.startY) > THRESHOLD_PX
    if (!drag.ghost && far) {
      if (event.pointerType === 'touch') return this.#end()
      this.#lift()
    }
    if (drag.ghost) this.#place(event.clientX, event.clientY)
  }

  #place(x: number, y: number): void {
    const drag = this.#drag
    if (!drag?.ghost) return
    drag.ghost.style.transform = `translate(${x - drag.offsetX}px, ${y - drag.offsetY}px) rotate(1.5deg)`
    const root = this.#host.shadowRoot
    const column = root?.elementsFromPoint(x, y).find((element) => element.closest('.column'))
    this.stage = column?.closest<HTMLElement>('.column')?.dataset['stage'] ?? null
    this.#scrollNearEdge(x)
    this.#host.requestUpdate()
  }

  #scrollNearEdge(x: number): void {
    const scroller = this.#host.shadowRoot?.querySelector('.board')
    const box = scroller?.getBoundingClientRect()
    if (!scroller || !box) return
    if (x < box.left + EDGE_PX) scroller.scrollBy({ left: -SCROLL_PX })
    if (x > box.right - EDGE_PX) scroller.scrollBy({ left: SCROLL_PX })
  }

  #onUp = () => {
    const { recordId, stage } = this
    const dragged = this.#drag?.ghost
    this.#end()
    if (!dragged) return
    // The release of a drag is not a click on the card beneath it.
    addEventListener('click', stop, { capture: true, once: true })
    setTimeout(() => removeEventListener('click', stop, { capture: true }))
    if (recordId && stage) this.#onDrop(recordId, stage)
  }

  #onCancel = () => this.#end()

  #onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    this.#end()
  }

  #onTouchMove = (event: TouchEvent) => {
    if (this.#drag?.ghost) event.preventDefault()
  }

  #end(): void {
    clearTimeout(this.#longPress)
    this.#drag?.ghost?.remove()
    this.#drag = null
    this.recordId = null
    this.stage = null
    removeEventListener('pointermove', this.#onMove)
    removeEventListener('pointerup', this.#onUp)
    removeEventListener('pointercancel', this.#onCancel)
    removeEventListener('keydown', this.#onKey, true)
    removeEventListener('touchmove', this.#onTouchMove)
    this.#host.requestUpdate()
  }
}

function stop(event: Event): void {
  event.stopPropagation()
  event.preventDefault()
}

import { html } from 'lit'
import { ColumnWidthEvent } from '../events/column-width-event.ts'
import type { RecordListTexts } from './record-list.texts.ts'

const NARROWEST = 60
const WIDEST = 1200
const STEP = 16

interface ColumnEdge {
  field: string
  label: string
  /** Undefined: as wide as it needs. */
  width: number | undefined
  texts: RecordListTexts
}

/** The edge by which a column is made wider or narrower, by pointer or by arrow keys. */
export function renderColumnEdge({ field, label, width, texts }: ColumnEdge) {
  return html`<span
    class="edge"
    role="separator"
    aria-orientation="vertical"
    aria-label=${texts.columnWidth(label)}
    aria-valuemin=${NARROWEST}
    aria-valuemax=${WIDEST}
    aria-valuenow=${width ?? NARROWEST}
    tabindex="0"
    @pointerdown=${(event: PointerEvent) => drag(event, field)}
    @keydown=${(event: KeyboardEvent) => step(event, field)}
    @click=${(event: Event) => event.stopPropagation()}
  ></span>`
}

function headerOf(event: Event): HTMLElement | null {
  return (event.currentTarget as HTMLElement).closest('th')
}

function step(event: KeyboardEvent, field: string): void {
  const by = event.key === 'ArrowLeft' ? -STEP : event.key === 'ArrowRight' ? STEP : 0
  const header = headerOf(event)
  if (by === 0 || header === null) return
  event.preventDefault()
  event.stopPropagation()
  header.dispatchEvent(new ColumnWidthEvent(field, bounded(header.offsetWidth + by)))
}

/** The header alone follows the pointer; the list hears of the width when it is let go. */
function drag(event: PointerEvent, field: string): void {
  const header = headerOf(event)
  const edge = event.currentTarget as HTMLElement
  if (event.button !== 0 || header === null) return
  event.preventDefault()
  edge.setPointerCapture(event.pointerId)
  const [start, before] = [event.clientX, header.offsetWidth]
  const direction = getComputedStyle(header).direction === 'rtl' ? -1 : 1
  let width = before
  const move = ({ clientX }: PointerEvent) => {
    width = bounded(before + (clientX - start) * direction)
    Object.assign(header.style, { width: `${width}px`, minWidth: `${width}px`, maxWidth: `${width}px` })
  }
  const end = () => {
    edge.removeEventListener('pointermove', move)
    // From here on the list's own width counts.
    Object.assign(header.style, { width: '', minWidth: '', maxWidth: '' })
    if (width !== before) header.dispatchEvent(new ColumnWidthEvent(field, width))
  }
  edge.addEventListener('pointermove', move)
  edge.addEventListener('lostpointercapture', end, { once: true })
}

function bounded(width: number): number {
  return Math.round(Math.min(WIDEST, Math.max(NARROWEST, width)))
}

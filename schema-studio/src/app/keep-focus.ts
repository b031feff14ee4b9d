import { focusedElement } from './focused-element.ts'

/**
 * Remembers where the focus is, or was, and returns what gives it back: to the element that has it, or, where that has gone
 * meanwhile as the buttons for a selection do, to the nearest one around it that can have it.
 */
export function keepFocus(from: HTMLElement | null = focusedElement()): () => void {
  const places = withAncestors(from)
  return () => {
    for (const place of places) {
      if (place.isConnected) place.focus({ preventScroll: true })
      if (place.matches(':focus')) return
    }
  }
}

function withAncestors(element: HTMLElement | null): HTMLElement[] {
  const places: HTMLElement[] = []
  let node: Node | null = element
  while (node !== null) {
    if (node instanceof HTMLElement) places.push(node)
    const above: Node | null = node.parentNode
    node = above instanceof ShadowRoot ? above.host : above
  }
  return places
}

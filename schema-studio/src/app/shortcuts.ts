export type ShortcutActions = Record<string, (event: KeyboardEvent) => void>

/** Keys of the page. Single letters stay silent while somebody types or a dialog is open; `mod+…` always works. */
export class Shortcuts {
  #layers: ShortcutActions[] = []

  /** Starts listening; returns its undo. */
  start(): () => void {
    const stop = new AbortController()
    window.addEventListener('keydown', (event) => this.#handle(event), { signal: stop.signal })
    return () => stop.abort()
  }

  /** `{ c: create, 'mod+k': search }`; the layer added last answers first. Returns its undo. */
  add(actions: ShortcutActions): () => void {
    this.#layers = [actions, ...this.#layers]
    return () => {
      this.#layers = this.#layers.filter((other) => other !== actions)
    }
  }

  #handle(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing || event.altKey) return
    const key = keyName(event)
    if (isOccupied(event, key)) return
    const action = this.#layers.find((layer) => Object.hasOwn(layer, key))?.[key]
    if (!action) return
    event.preventDefault()
    action(event)
  }
}

function keyName(event: KeyboardEvent): string {
  const letter = event.key.length === 1 ? event.key.toLowerCase() : event.key
  if (!event.metaKey && !event.ctrlKey) return letter
  return `mod+${event.shiftKey ? 'shift+' : ''}${letter}`
}

function isOccupied(event: KeyboardEvent, key: string): boolean {
  const path = event.composedPath()
  const typing = path.some((target) => target instanceof HTMLElement && isTextControl(target))
  if (typing && key !== 'mod+k') return true
  return path.some((target) => target instanceof HTMLDialogElement) && key !== 'mod+k'
}

function isTextControl(element: HTMLElement): boolean {
  if (element.isContentEditable || element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement) {
    return true
  }
  return element instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'submit'].includes(element.type)
}

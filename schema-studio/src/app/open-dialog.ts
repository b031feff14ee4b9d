import { focusedElement } from './focused-element.ts'

/** The modal dialog in front of all else, inside however many shadow roots; null where none is open. */
export function openDialog(): HTMLDialogElement | null {
  const open = modalDialogs(document)
  const focused = focusedElement()
  return open.find((dialog) => focused !== null && holds(dialog, focused)) ?? open.at(-1) ?? null
}

function modalDialogs(root: ParentNode): HTMLDialogElement[] {
  return Array.from(root.querySelectorAll('*')).flatMap((element) => [
    ...(element instanceof HTMLDialogElement && element.matches(':modal') ? [element] : []),
    ...(element.shadowRoot ? modalDialogs(element.shadowRoot) : []),
  ])
}

function holds(dialog: HTMLDialogElement, element: Node): boolean {
  if (dialog.contains(element)) return true
  const root = element.getRootNode()
  return root instanceof ShadowRoot && holds(dialog, root.host)
}

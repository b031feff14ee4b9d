/** Told to the window when the focus comes into a dialog, as it does when one opens. */
export const DIALOG_ENTERED = 'studio-dialog-entered'

/** A dialog that opens tells nobody outside of its shadow root; `root` tells the window of those within it. */
export function tellDialog(root: HTMLElement | DocumentFragment): void {
  root.addEventListener('focusin', ({ target }) => {
    if (target instanceof Element && target.closest('dialog') !== null) dispatchEvent(new Event(DIALOG_ENTERED))
  })
}

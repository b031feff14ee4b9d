/**
 * Refuses files that are dropped beside what takes them: the browser would open them in place of the page, and all that
 * was typed in it would be gone. Returns what ends it.
 */
export function refuseDrops(): () => void {
  const stop = new AbortController()
  const refuse = (event: DragEvent) => {
    if (event.defaultPrevented || !event.dataTransfer?.types.includes('Files')) return
    event.preventDefault()
    event.dataTransfer.dropEffect = 'none'
  }
  window.addEventListener('dragover', refuse, { signal: stop.signal })
  window.addEventListener('drop', refuse, { signal: stop.signal })
  return () => stop.abort()
}

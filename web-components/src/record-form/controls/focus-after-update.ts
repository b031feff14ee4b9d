/** Focuses an element that the form draws only now, in the root in which the event happened. */
export function focusAfterUpdate({ currentTarget }: Event, id: string): void {
  const root = (currentTarget as HTMLElement).getRootNode() as ShadowRoot
  requestAnimationFrame(() => root.getElementById(id)?.focus())
}

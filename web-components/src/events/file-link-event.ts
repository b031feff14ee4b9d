import type { TenonClient } from '@tenon/sdk/client'
import type { FileLinkInput } from '@tenon/sdk/contract/file-access'

/** A link that can be followed at once, and for a few minutes. */
export interface UsableLink {
  href: string
  /** Whether it shows a picture; all else is a download. */
  shown: boolean
}

/** An element wants to get at a file's bytes. Whoever has a client answers; without an answer the file stays a name. */
export class FileLinkEvent extends Event {
  readonly input: FileLinkInput
  link: Promise<UsableLink> | null = null

  constructor(input: FileLinkInput) {
    super('tenon-file-link', { bubbles: true, composed: true })
    this.input = input
  }
}

/** Answers such wishes within an element by the client that it has at that moment. */
export function answerFileLinks(within: HTMLElement, client: () => TenonClient | null): void {
  within.addEventListener('tenon-file-link', (event) => {
    const asked = client()
    if (!asked || event.link) return
    event.stopPropagation()
    event.link = asked.files.link(event.input).then(({ path, shown }) => {
      return { href: asked.connection.baseUrl.replace(/\/+$/, '') + path, shown }
    })
    // Who asked handles it; nobody has to.
    event.link.catch(() => undefined)
  })
}

declare global {
  interface HTMLElementEventMap {
    'tenon-file-link': FileLinkEvent
  }
}

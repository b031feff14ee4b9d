/**
 * A `fetch` for one person's requests. One that is refused because the session has ended waits until the person has
 * signed in again, and is sent once more: what is refused so has done nothing. Once another person is there, or nobody,
 * nothing more is sent: what goes on of the page as it was is not to be done in the other's name.
 */
export class SessionFetch {
  readonly #send: typeof fetch
  readonly #onExpired: () => boolean
  #waiting: Array<() => void> = []
  #isOver = false

  /** `onExpired` asks for a sign-in; false where none was there to expire. */
  constructor(send: typeof fetch, onExpired: () => boolean) {
    this.#send = send
    this.#onExpired = onExpired
  }

  readonly fetch: typeof fetch = async (...request) => {
    if (this.#isOver) return new Response(null, { status: 401 })
    const response = await this.#send(...request)
    if (response.status !== 401 || this.#isOver || !this.#onExpired()) return response
    await new Promise<void>((resolve) => this.#waiting.push(resolve))
    return this.#isOver ? response : this.#send(...request)
  }

  /** The same person is there again. */
  goOn(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const resume of waiting) resume()
  }

  end(): void {
    this.#isOver = true
    this.goOn()
  }
}

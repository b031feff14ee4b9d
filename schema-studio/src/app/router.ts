import { matchRoute, type Route } from './route.ts'

/** Says whether leaving would lose something, and asks before it does. */
export interface LeaveGuard {
  isDirty(): boolean
  /** True when the person agrees to leave. */
  ask(): Promise<boolean>
}

export interface Location {
  path: string
  route: Route
  query: URLSearchParams
}

/** Moves through the application on the History API; all links of the page go through it. */
export class Router {
  location: Location = readLocation()
  #guards: LeaveGuard[] = []
  readonly #onChange: () => void

  constructor(onChange: () => void) {
    this.#onChange = onChange
  }

  /** Starts listening; returns its undo. */
  start(): () => void {
    const stop = new AbortController()
    const { signal } = stop
    window.addEventListener('popstate', () => void this.#arrive(), { signal })
    window.addEventListener('beforeunload', (event) => this.#isDirty() && event.preventDefault(), { signal })
    document.addEventListener('click', (event) => this.#followLink(event), { signal })
    return () => stop.abort()
  }

  async navigate(path: string): Promise<void> {
    if (!(await this.#mayLeave())) return
    history.pushState(null, '', path)
    this.#update()
  }

  /** Changes the address without a step in the history, and without asking: for state of the same page. */
  replace(path: string): void {
    history.replaceState(null, '', path)
    this.#update()
  }

  /** Returns its undo. */
  addGuard(guard: LeaveGuard): () => void {
    this.#guards = [...this.#guards, guard]
    return () => {
      this.#guards = this.#guards.filter((other) => other !== guard)
    }
  }

  #isDirty(): boolean {
    return this.#guards.some((guard) => guard.isDirty())
  }

  async #mayLeave(): Promise<boolean> {
    for (const guard of this.#guards) {
      if (guard.isDirty() && !(await guard.ask())) return false
    }
    return true
  }

  async #arrive(): Promise<void> {
    const left = this.location
    if (this.#isDirty()) {
      // The browser has already moved; the address goes back while the person decides.
      const wanted = location.pathname + location.search
      history.pushState(null, '', left.path)
      if (!(await this.#mayLeave())) return
      history.pushState(null, '', wanted)
    }
    this.#update()
  }

  #update(): void {
    this.location = readLocation()
    this.#onChange()
  }

  #followLink(event: MouseEvent): void {
    if (event.defaultPrevented || event.button !== 0) return
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    const link = event.composedPath().find((target) => target instanceof HTMLAnchorElement)
    if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return
    if (/^\/(api|embed|assets)\//.test(link.pathname)) return
    event.preventDefault()
    void this.navigate(link.pathname + link.search)
  }
}

function readLocation(): Location {
  const { pathname, search } = window.location
  return { path: pathname + search, route: matchRoute(pathname), query: new URLSearchParams(search) }
}

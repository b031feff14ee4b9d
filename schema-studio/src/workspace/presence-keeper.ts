import { PRESENCE_TIMES, type PresentPerson } from '@tenon/sdk/contract/presence-api'
import type { ReactiveController, ReactiveControllerHost } from 'lit'
import type { AppServices } from '../app/app-services.ts'

export interface PresentAt {
  entity: string
  id: string
  state: 'viewing' | 'editing'
}

interface KeeperHost extends ReactiveControllerHost {
  readonly app: AppServices
}

/** Says that this place has a record open for as long as it has, and knows who else has it open. */
export class PresenceKeeper implements ReactiveController {
  people: readonly PresentPerson[] = []
  readonly #host: KeeperHost
  readonly #at: () => PresentAt | null
  /** Of this place: another tab of the same person is another one. */
  readonly #place = crypto.randomUUID()
  #told: PresentAt | null = null
  #timer: ReturnType<typeof setInterval> | undefined
  #stop: () => void = () => undefined

  /** `at`: the record that is open now; null for none. */
  constructor(host: KeeperHost, at: () => PresentAt | null) {
    this.#host = host
    this.#at = at
    host.addController(this)
  }

  /** Others who are changing the record at this moment. */
  get editors(): readonly PresentPerson[] {
    return this.people.filter(({ state }) => state === 'editing')
  }

  hostConnected(): void {
    const { live, session } = this.#host.app
    const own = `user:${session.user.id}`
    this.#stop = live.subscribe((message) => {
      if (message.type === 'reconnected') this.#announce(this.#told)
      if (message.type !== 'presence.changed') return
      if (message.of.entity !== this.#told?.entity || message.of.id !== this.#told.id) return
      this.#show(message.people.filter(({ actor }) => actor !== own))
    })
    addEventListener('pagehide', this.#leave)
    // A page that comes back from where browsers keep pages is open again.
    addEventListener('pageshow', this.#return)
  }

  hostDisconnected(): void {
    removeEventListener('pagehide', this.#leave)
    removeEventListener('pageshow', this.#return)
    this.#stop()
    this.#leave()
    this.#told = null
  }

  hostUpdated(): void {
    const at = this.#at()
    const before = this.#told
    if (at?.id === before?.id && at?.entity === before?.entity && at?.state === before?.state) return
    if (before !== null && before.id !== at?.id) this.#leave()
    this.#told = at
    if (before?.id !== at?.id) this.#show([])
    this.#return()
  }

  readonly #return = () => {
    clearInterval(this.#timer)
    if (this.#told === null) return
    this.#announce(this.#told)
    this.#timer = setInterval(() => this.#announce(this.#told), PRESENCE_TIMES.beatMs)
  }

  readonly #leave = () => {
    clearInterval(this.#timer)
    if (this.#told === null) return
    const { entity, id } = this.#told
    void this.#host.app.client.presence
      .announce({ entity, id, place: this.#place, state: 'gone' })
      .catch(() => undefined)
  }

  #announce(at: PresentAt | null): void {
    if (at === null) return
    this.#host.app.client.presence.announce({ ...at, place: this.#place }).then(
      (people) => {
        if (this.#told?.id === at.id) this.#show(people)
      },
      // Who may not know of others is told of none, and a broken connection is told of elsewhere.
      () => undefined,
    )
  }

  #show(people: readonly PresentPerson[]): void {
    if (JSON.stringify(people) === JSON.stringify(this.people)) return
    this.people = people
    this.#host.requestUpdate()
  }
}

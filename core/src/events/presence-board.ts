import type { PresentPerson } from '@tenon/sdk/contract/presence-api'

/** Where somebody has a record open. */
export interface Presence {
  schema: string
  /** By key. */
  entity: string
  record: string
  place: string
  actor: string
  name: string
  state: 'viewing' | 'editing' | 'gone'
}

/** A record whose people have changed. */
export interface ChangedRecord {
  schema: string
  entity: string
  record: string
  people: PresentPerson[]
}

interface Entry extends Presence {
  until: number
}

/** Places of one person; the one that was heard of longest ago goes. */
const MOST_PLACES = 20
/** People of one record who are told of. */
const MOST_PEOPLE = 30
/** Places that a process knows of, whoever's they are. */
const MOST_ENTRIES = 50_000

/** Who has which record open, as one process has heard: nothing of it is stored. */
export class PresenceBoard {
  readonly #goneMs: number
  /** In the order in which they were heard of last. */
  readonly #entries = new Map<string, Entry>()
  readonly #records = new Map<string, Set<string>>()

  constructor(goneMs: number) {
    this.#goneMs = goneMs
  }

  get isEmpty(): boolean {
    return this.#entries.size === 0
  }

  people({ schema, entity, record }: Pick<Presence, 'schema' | 'entity' | 'record'>): PresentPerson[] {
    const entries = [...(this.#records.get(recordKey({ schema, entity, record })) ?? [])].flatMap(
      (key) => this.#entries.get(key) ?? [],
    )
    const byActor = new Map<string, PresentPerson>()
    for (const { actor, name, state } of entries) {
      const known = byActor.get(actor)?.state
      byActor.set(actor, { actor, name, state: known === 'editing' || state === 'editing' ? 'editing' : 'viewing' })
    }
    return [...byActor.values()].slice(0, MOST_PEOPLE)
  }

  /** The records whose people are others by it. */
  hear(presence: Presence, now: number): ChangedRecord[] {
    const { schema, actor, place, state } = presence
    const key = JSON.stringify([schema, actor, place])
    const before = this.#entries.get(key)
    const touched = [presence, ...(before === undefined ? [] : [before])]
    return this.#changing(touched, () => {
      this.#remove(key)
      if (state === 'gone' || this.#entries.size >= MOST_ENTRIES) return
      this.#add(key, { ...presence, until: now + this.#goneMs })
      this.#dropOldest(schema, actor)
    })
  }

  /** Forgets who was not heard of; the records whose people are others by it. */
  sweep(now: number): ChangedRecord[] {
    const gone = [...this.#entries].filter(([, { until }]) => until <= now)
    return this.#changing(
      gone.map(([, entry]) => entry),
      () => {
        for (const [key] of gone) this.#remove(key)
      },
    )
  }

  #changing(touched: ReadonlyArray<Pick<Presence, 'schema' | 'entity' | 'record'>>, work: () => void): ChangedRecord[] {
    const records = new Map(touched.map((one) => [recordKey(one), one]))
    const before = new Map([...records].map(([key, one]) => [key, JSON.stringify(this.people(one))]))
    work()
    return [...records].flatMap(([key, { schema, entity, record }]) => {
      const people = this.people({ schema, entity, record })
      return JSON.stringify(people) === before.get(key) ? [] : [{ schema, entity, record, people }]
    })
  }

  #add(key: string, entry: Entry): void {
    this.#entries.set(key, entry)
    const record = recordKey(entry)
    this.#records.set(record, (this.#records.get(record) ?? new Set()).add(key))
  }

  #remove(key: string): void {
    const entry = this.#entries.get(key)
    if (entry === undefined) return
    this.#entries.delete(key)
    const record = recordKey(entry)
    const keys = this.#records.get(record)
    keys?.delete(key)
    if (keys?.size === 0) this.#records.delete(record)
  }

  /** Only that person loses something by it: nobody needs so many. */
  #dropOldest(schema: string, actor: string): void {
    const own = [...this.#entries].filter(([, entry]) => entry.schema === schema && entry.actor === actor)
    for (const [key] of own.slice(0, Math.max(0, own.length - MOST_PLACES))) this.#remove(key)
  }
}

function recordKey({ schema, entity, record }: Pick<Presence, 'schema' | 'entity' | 'record'>): string {
  return JSON.stringify([schema, entity, record])
}

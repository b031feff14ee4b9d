/** How long somebody is taken to be at a record after they were heard of last, and how often to be heard of. */
export const PRESENCE_TIMES = { beatMs: 8_000, goneMs: 18_000 } as const

/** Who else has a record open. */
export interface PresenceApi {
  /**
   * Says that the caller has a record open, or has left it, and answers who else has. To be said again every 8 seconds: whoever is
   * not heard of for 18 is taken to have gone. Others are told as it changes, by `presence.changed` of the live stream. Only
   * people are told of, to people who have the record open themselves and may know who wrote it. NOT_FOUND for anybody else.
   */
  announce(input: AnnouncePresenceInput): Promise<PresentPerson[]>
}

export interface AnnouncePresenceInput {
  entity: string
  id: string
  /** One's own for each place that has the record open, such as a browser's tab. A UUID. */
  place: string
  state: 'viewing' | 'editing' | 'gone'
}

export interface PresentPerson {
  /** As in `createdBy`. */
  actor: string
  name: string
  /** `editing` where they do so at one of their places. */
  state: 'viewing' | 'editing'
}

/** Told to those who have the record open. */
export interface PresenceMessage {
  type: 'presence.changed'
  /** Apart from the changes of records: nothing of it has changed. */
  of: { entity: string; id: string }
  /** Everybody who has it open, the reader among them. */
  people: PresentPerson[]
}

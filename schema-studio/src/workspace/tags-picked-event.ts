/** The tags that somebody has chosen, all of them. */
export class TagsPickedEvent extends Event {
  readonly ids: string[]

  constructor(ids: string[]) {
    super('studio-tags-picked')
    this.ids = ids
  }
}

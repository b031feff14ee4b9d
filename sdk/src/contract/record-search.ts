export interface SearchRecordsInput {
  /** Words, all of which a record's searchable fields contain; 1–200 characters. */
  text: string
  /** Only these. Missing: all entities that the actor may read and that can be searched. */
  entities?: string[]
  /** Of each entity at most so many, 1–20, default 5. */
  limit?: number
}

/** How the text stands in what was found: the best first. */
export const SEARCH_MATCHES = ['exact', 'prefix', 'word', 'anywhere'] as const
export type SearchMatch = (typeof SEARCH_MATCHES)[number]

export interface SearchHit {
  entity: string
  id: string
  /** Null where the actor does not see what the record is called. */
  title: string | null
  match: SearchMatch
  /** The field that contains the words, or the first of them; one that the actor may find records by. */
  field: string
  /** Of another field than the title: what stands around the place; null where its values are masked for the actor. */
  excerpt: string | null
}

export interface SearchResult {
  /** Best first, whatever the entity. */
  hits: SearchHit[]
}

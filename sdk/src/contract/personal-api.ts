import type { TenonRecord } from './record.ts'

/** Input of procedures that take none. */
type NoInput = Record<string, never>

/** What one person has for themselves, on every device. For people alone. */
export interface PersonalApi {
  /** How the caller left each view: its columns, and when it was looked at last. */
  lists(input?: NoInput): Promise<ListPreference[]>
  /** Notes that the caller looks at a view now. */
  useView(input: ViewPlace): Promise<ListPreference>
  /** Null: as the view says. */
  saveColumns(input: SaveColumnsInput): Promise<ListPreference>
  /** Records that the caller has looked at, the last one first; those that are gone or not for him any more are left out. */
  recent(input?: KnownRecordsInput): Promise<KnownRecord[]>
  /** Notes that the caller looks at a record. NOT_FOUND for one that he may not see. */
  visit(input: RecordPlace): Promise<VisitedRecord>
  /** The last marked one first. */
  favourites(input?: KnownRecordsInput): Promise<KnownRecord[]>
  /** CONFLICT beyond 200 of them. */
  setFavourite(input: SetFavouriteInput): Promise<VisitedRecord>
}

export const PERSONAL_LIMITS = { recent: 50, favourites: 200, columns: 200, narrowest: 60, widest: 1200 } as const

/** `view`: `all`, `mine`, the name of one of the model's views, or the id of a saved one. */
export interface ViewPlace {
  entity: string
  view: string
}

export interface ListColumnChoice {
  field: string
  /** Pixels, 60–1,200. Missing: as wide as it needs. */
  width?: number
}

export interface ListPreference extends ViewPlace {
  columns: ListColumnChoice[] | null
  usedAt: string | null
}

export interface SaveColumnsInput extends ViewPlace {
  columns: ListColumnChoice[] | null
}

export interface RecordPlace {
  entity: string
  id: string
}

export interface VisitedRecord extends RecordPlace {
  isFavourite: boolean
}

export interface KnownRecordsInput {
  entity?: string
  /** 1–200, default 50. */
  limit?: number
}

export interface KnownRecord extends VisitedRecord {
  /** When it was looked at, or marked. */
  at: string
  /** With its title, stage and pipeline, as far as the caller may read them. */
  record: TenonRecord
}

export interface SetFavouriteInput extends RecordPlace {
  favourite: boolean
}

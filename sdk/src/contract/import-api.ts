import type { Problem } from './tenon-error.ts'

/** What becomes of a row whose record is there already. */
export const IMPORT_EXISTING = ['update', 'skip'] as const
export type ImportExisting = (typeof IMPORT_EXISTING)[number]

export const IMPORT_LIMITS = {
  bytes: 10 * 1024 * 1024,
  rows: 50_000,
  columns: 200,
  /** Rows that a check looks at. */
  sample: 20,
} as const

/** By which field a row's record is found again, and what becomes of the row then. */
export interface ImportMatch {
  field: string
  existing: ImportExisting
}

/** What a CSV file is to become. Its bytes go along as they are. */
export interface ImportPlan {
  entity: string
  /** What the file is called, for the audit trail. */
  file: string
  /** Field of each column, in the file's order; null leaves a column out. */
  fields: Array<string | null>
  /** Missing: every row is a new record. */
  match?: ImportMatch
}

export interface CheckImportInput extends Omit<ImportPlan, 'fields'> {
  /** Missing: guessed from what the columns are called. */
  fields?: Array<string | null>
  /** Only the beginning of the file is sent. */
  partial?: boolean
}

/** What an import would make of a file. Nothing is written, and no plugin's code runs. */
export interface CheckedImport {
  encoding: 'UTF-8' | 'UTF-16' | 'GB18030'
  delimiter: ',' | ';' | '\t'
  /** Null where only the beginning of the file was sent. */
  rows: number | null
  columns: Array<{ name: string; field: string | null }>
  match: ImportMatch | null
  /** What a column can become for the caller. */
  fields: ImportField[]
  /** What has to be mended before it can start; pointers such as `/fields/3`. */
  problems: Problem[]
  sample: ImportSampleRow[]
}

export interface ImportField {
  name: string
  label: string
  /** New records need it. */
  required: boolean
  /** Records can be found by it. */
  isKey: boolean
  /** Nothing but that. */
  isOnlyKey?: true
}

export interface ImportSampleRow {
  /** Line of the file on which it begins, the header being line 1. */
  line: number
  cells: string[]
  becomes: 'new' | ImportExisting | 'refused'
  /** `column`: place of the column; null where the row as a whole is at fault. */
  problems: Array<{ column: number | null; message: string }>
}

/** What an import's run is about. */
export interface ImportOperation {
  kind: 'import'
  file: string
  columns: Array<{ name: string; field: string | null }>
  match: ImportMatch | null
}

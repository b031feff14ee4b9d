/** An import that somebody has asked for, before a file was chosen. */
export interface ImportTask {
  entity: string
  /** Called when records may have changed. */
  onEnd?: () => void
}

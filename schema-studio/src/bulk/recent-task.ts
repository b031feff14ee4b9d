/** Whose changes of many records somebody wants to see. */
export interface RecentTask {
  entity: string
  /** Called when records may have changed. */
  onEnd?: () => void
}

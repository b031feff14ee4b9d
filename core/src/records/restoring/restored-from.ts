/** Says in an update that its values are those of an earlier state; only restoring adds it. */
export const RESTORED: unique symbol = Symbol('restored')

/** For the audit trail: the state that values were taken from. */
export interface RestoredFrom {
  /** Id of an audit entry. */
  entry: string
  side: 'before' | 'after'
  /** Of a run that took back what somebody changed. */
  run?: string
}

/** The same of several records that are written in one go, by id. */
export type RestoredEach = Readonly<Record<string, RestoredFrom>>

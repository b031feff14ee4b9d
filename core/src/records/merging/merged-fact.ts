/** For the audit trail: what a change has to do with a merge. */
export interface MergedFact {
  /** Id of the merge. */
  merge: string
  /** Of the record that stays: those that were merged into it. */
  from?: readonly string[]
  /** Of one that goes: the record that it was merged into. */
  into?: string
  /** People and teams who see the record that stays from now on because one of the others was shared with them. */
  shares?: readonly string[]
  /** The change is part of the undoing. */
  undone?: true
}

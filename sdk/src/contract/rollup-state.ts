/** How far a rollup of the model in force is: until it is `ready`, questions are answered from the records. */
export interface RollupState {
  entity: string
  name: string
  /** `waiting`: a process takes it up within a minute; `counting`: one statement goes through the records. */
  state: 'waiting' | 'counting' | 'ready'
  /** Since when it is so. Null where nobody has written that down, as of one that waits. */
  since: string | null
  /** How many records the table has, by the database's statistics; null where it has none yet. */
  records: number | null
}

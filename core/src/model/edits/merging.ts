import type {
  ConflictSource,
  EditChoice,
  EditChoices,
  EditConflict,
  EditConflictKind,
} from '@tenon/sdk/contract/edit-conflict'
import type { Part } from './plain-object.ts'
import type { StandingColumns } from './standing-columns.ts'

/** A merge under way: what has been chosen, and what was found to choose from. */
export interface Merging {
  readonly choices: EditChoices
  /** Where nothing has been chosen. */
  readonly otherwise: EditChoice
  readonly from: ConflictSource
  readonly conflicts: EditConflict[]
  /** Columns that a tenant has in a list of its own are lost from it with its word alone. */
  readonly columns?: StandingColumns
}

export interface ThreeParts {
  base: Part
  theirs: Part
  mine: Part
}

/** Where in the model a merge is. */
export interface Place {
  readonly path: string
  readonly merging: Merging
  /** Inside an element of a list: what is missing there was taken out. */
  readonly inList?: boolean
}

type Sides = Pick<EditConflict, 'base' | 'mine' | 'theirs'>

export function startMerging(
  from: ConflictSource,
  options: { choices?: EditChoices; otherwise?: EditChoice; columns?: StandingColumns } = {},
): Merging {
  const { choices = {}, otherwise = 'mine', columns } = options
  return { from, choices, otherwise, conflicts: [], ...(columns !== undefined && { columns }) }
}

/** Notes the conflict, and gives the choice that was made for it. */
export function settle({ path, merging }: Place, kind: EditConflictKind, parts: ThreeParts): EditChoice {
  const said = Object.entries(parts).filter(([, part]) => part !== undefined)
  merging.conflicts.push({ path, kind, from: merging.from, ...(Object.fromEntries(said) as Sides) })
  const chosen = Object.hasOwn(merging.choices, path) ? merging.choices[path] : undefined
  return chosen ?? merging.otherwise
}

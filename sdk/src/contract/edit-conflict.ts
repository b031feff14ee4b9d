import type { JsonValue } from './json-value.ts'

/** `mine`: what stands in the tenant's own layer. `theirs`: what came, from a plugin's other version or another admin. */
export const EDIT_CHOICES = ['mine', 'theirs'] as const
export type EditChoice = (typeof EDIT_CHOICES)[number]

/** Path of a conflict → which value it gets. */
export type EditChoices = Record<string, EditChoice>

/**
 * Why an edit and what came do not simply go together. `changed`: both changed the same thing. `added`: both added it.
 * `removed`: one changed what the other took away. `order`: both put a list into another order. `unfit`: what the edit
 * needs is not there any more, so that it can only be given up. `clash`: it makes no sound model with what another admin
 * has saved, so that it waits beside the draft until the rest fits, or is given up.
 */
export type EditConflictKind = 'changed' | 'added' | 'removed' | 'order' | 'unfit' | 'clash'

export type ConflictSource = 'plugin' | 'admin'

/** One thing that was changed on both sides: one of the two values has to be chosen. */
export interface EditConflict {
  /**
   * RFC 6901 pointer into the model document; elements of lists go by their name, such as
   * `/pipelines/sales/stages/won/label/en`. A field's type goes together with all that depends on it.
   */
  path: string
  kind: EditConflictKind
  /** Who changed the same: a plugin's other version, or another admin. */
  from: ConflictSource
  /** What both began with; missing where there was nothing. */
  base?: JsonValue
  /** Missing where nothing is said on that side; null where it is taken away. */
  mine?: JsonValue
  theirs?: JsonValue
  /** Of a `clash`: why the two do not go together, in the language of who saved. */
  reason?: string
}

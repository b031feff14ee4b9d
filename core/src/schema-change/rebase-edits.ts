import type { EditConflict } from '@tenon/sdk/contract/edit-conflict'
import type { TenantEdits } from '@tenon/sdk/contract/model-document'
import { mergeParts } from '../model/edits/merge-parts.ts'
import { startMerging } from '../model/edits/merging.ts'

export interface EditVersions {
  /** The edits that both came from. */
  base: TenantEdits
  /** What was saved or published since. */
  theirs: TenantEdits
  mine: TenantEdits
}

export interface RebasedEdits {
  edits: TenantEdits
  /** What both changed; `edits` have it as `mine` does. */
  conflicts: EditConflict[]
}

/** Carries edits over to others that were saved or published since they were begun, attribute by attribute. */
export function rebaseEdits(versions: EditVersions): RebasedEdits {
  const merging = startMerging('admin')
  const edits = (mergeParts({ ...versions }, { path: '', merging }) ?? {}) as TenantEdits
  return { edits, conflicts: merging.conflicts }
}

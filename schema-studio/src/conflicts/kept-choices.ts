import type { EditChoices, EditConflict } from '@tenon/sdk/contract/edit-conflict'

/** Of choices that were made, those whose conflict is still there with the same values on both sides. */
export function keptChoices(
  choices: EditChoices,
  { before, now }: { before: readonly EditConflict[]; now: readonly EditConflict[] },
): EditChoices {
  const seen = new Map(before.map((conflict) => [conflict.path, JSON.stringify(conflict)]))
  const same = now.filter((conflict) => seen.get(conflict.path) === JSON.stringify(conflict))
  return Object.fromEntries(same.flatMap(({ path }) => (choices[path] ? [[path, choices[path]]] : [])))
}

import type { PluginPreview, PreviewedPackage } from '@tenon/sdk/contract/plugins-api'

/** Plugin id → capabilities that are ticked. */
export type GrantDraft = ReadonlyMap<string, readonly string[]>

/** The answer for every package: what is not ticked is not agreed to. */
export function agreedGrants({ packages }: PluginPreview, draft: GrantDraft): Record<string, string[]> {
  return Object.fromEntries(packages.map(({ id }) => [id, [...(draft.get(id) ?? [])]]))
}

/** Whether it takes an explicit yes to where the package comes from. */
export function isDoubtful({ signature, changed }: PreviewedPackage): boolean {
  return signature.kind !== 'trusted' || changed
}

/** A new plugin that needs values which have no default is given them at once. */
export function needsSettings(preview: PluginPreview | null): boolean {
  const form = preview?.packages.at(-1)?.settings
  if (!preview || preview.installedVersion !== null || !form) return false
  return (form.required ?? []).some((name) => form.properties[name]?.default === undefined)
}

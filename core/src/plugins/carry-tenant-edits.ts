import type { EditChoice, EditChoices, EditConflict } from '@tenon/sdk/contract/edit-conflict'
import type { Locale } from '@tenon/sdk/contract/locale'
import type { ModelDocument, TenantEdits } from '@tenon/sdk/contract/model-document'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { applyEdits } from '../model/apply-edits.ts'
import { carryEdits } from '../model/edits/carry-edits.ts'
import { dropLostNames } from '../model/edits/drop-lost-names.ts'
import { findRenames, followRenames } from '../model/edits/follow-renames.ts'
import type { BorrowedColumns } from '../model/edits/standing-columns.ts'
import { mergePackages } from '../model/merge-packages.ts'
import { fitEdits } from './fit-edits.ts'
import { mergeTenantModel } from './merge-tenant-model.ts'
import { refuseTakenNames } from './refuse-taken-names.ts'

interface Carry {
  /** In the order of their dependencies. */
  packages: readonly PluginPackage[]
  edits: TenantEdits
  choices?: EditChoices | undefined
  otherwise?: EditChoice | undefined
  locale: Locale
  borrowed?: BorrowedColumns | undefined
}

export interface CarriedTenantEdits {
  document: ModelDocument
  edits: TenantEdits
  /** All, whether chosen or not. Those that are `unfit` are given up in `edits`. */
  conflicts: EditConflict[]
}

/** A tenant's edits on other versions of its plugins, and the model that both give. Throws what `mergeTenantModel` throws, and PLUGIN_CLASH. */
export function carryTenantEdits(carry: Carry & { installed: readonly PluginPackage[] }): CarriedTenantEdits {
  return carryFromParts({ ...carry, before: mergePackages(carry.installed, carry.locale) })
}

/** The same from what the plugins gave before, without the tenant's edits. */
export function carryFromParts(carry: Carry & { before: ModelDocument }): CarriedTenantEdits {
  const { before, packages, edits, choices = {}, otherwise = 'mine', locale, borrowed } = carry
  const to = mergePackages(packages, locale)
  // A field that a plugin gives another name is the same field: what was edited of it goes along.
  const renames = findRenames(before, to)
  refuseTakenNames(renames, { before, to, edits, locale })
  const from = followRenames(before, renames, before)
  const renamed = followRenames(edits, renames, applyEdits(before, edits).document)
  const carried = carryEdits({ from, to, edits: renamed, choices, otherwise, borrowed })
  const named = dropLostNames(carried.edits, from, to)
  const merge = (tried: TenantEdits) => mergeTenantModel(packages, tried, locale)
  const { unfit, ...fitted } = fitEdits(named, to, merge)
  return { ...fitted, conflicts: [...carried.conflicts, ...unfit] }
}

import type { Locale } from '@tenon/sdk/contract/locale'
import { z } from 'zod'
import { issueMessage } from '../model/issue-message.ts'

const columnName = z.string().min(1).max(200)
/** What becomes of a row whose cell names something that does not exist. */
const whenMissing = z.enum(['reject', 'leaveEmpty', 'createMissing'])

/** How a field gets its value from a row. Steps are taken in this order: columns → map → date or scale → reference. */
const fieldRule = z
  .strictObject({
    /** The column that it comes from, */
    column: columnName.exactOptional(),
    /** or several, whose texts that are not empty are joined, */
    columns: z.array(columnName).min(2).max(10).exactOptional(),
    /** by this. */
    join: z.string().max(20).exactOptional(),
    /** The same value for every row. */
    constant: z.union([z.string(), z.number(), z.boolean()]).exactOptional(),
    /** Spelling in the file → value; for `columns`, of each part. Others stay as they are, */
    map: z.record(z.string(), z.string()).exactOptional(),
    /** unless the map is complete: then a spelling that it does not have rejects the row. */
    onlyMapped: z.boolean().exactOptional(),
    /** An empty cell rejects the row; otherwise it leaves the field as it is. */
    required: z.boolean().exactOptional(),
    /** How the file writes dates: YYYY, MM, DD, M and D with any signs between. Default: YYYY-MM-DD. */
    dateFormat: z.string().max(20).exactOptional(),
    /** Decimal that the number is multiplied by, exactly: `1000000` where the file is in millions. */
    scale: z.string().max(20).exactOptional(),
    /** Money: its currency, ISO 4217. */
    currency: z.string().length(3).exactOptional(),
    /** References and users: the field of the target that the cell holds. Default: title field, user's name. */
    by: z.string().max(100).exactOptional(),
    /** References and users: default `reject`. */
    whenMissing: whenMissing.exactOptional(),
  })
  .refine((rule) => [rule.column, rule.columns, rule.constant].filter((one) => one !== undefined).length === 1, {
    error: 'exactly one of column, columns and constant is needed',
  })

/** A plugin's hook that puts rows in order before they are read, such as `automotive/cleanDealerRow`. */
const rowHook = z
  .string()
  .regex(/^[a-z][a-z0-9-]*\/[a-z][A-Za-z0-9]*$/, 'a plugin and its hook are needed, such as automotive/cleanDealerRow')
  .max(130)

const entitySource = z.strictObject({
  /** CSV with a header line, in the folder that is imported. */
  file: z.string().min(1).max(200),
  rows: rowHook.exactOptional(),
  entity: z.string().min(1).max(100),
  /** Field by which a row's record is found again; without one of that value, a new record is made. */
  key: z.string().min(1).max(100),
  /** The file was exported with its formulas escaped: the apostrophe before `=`, `+`, `-` and `@` is none of the text. */
  escapedFormulas: z.boolean().exactOptional(),
  /** Field of the entity (or `ownerId`, `stage`, `pipeline`) → where its value comes from. */
  fields: z.record(z.string(), fieldRule),
})

const peopleSource = z.strictObject({
  file: z.string().min(1).max(200),
  rows: rowHook.exactOptional(),
  users: z.strictObject({
    /** Column of the full name. */
    name: columnName,
    /** Column of the e-mail address, */
    email: columnName.exactOptional(),
    /** or the domain under which one is made from the name. */
    emailDomain: z.string().min(3).max(200).exactOptional(),
    team: columnName.exactOptional(),
    /** Column of the team's region: a team above the team. */
    region: columnName.exactOptional(),
    /** Column of the manager's name or e-mail address; one of the file's people, or of those that are there. */
    manager: columnName.exactOptional(),
    roles: z.array(z.string().min(1).max(100)).max(20),
  }),
})

const importMapping = z.strictObject({
  $schema: z.string().exactOptional(),
  name: z.string().min(1).max(200),
  /** In the order in which they are imported: what others refer to comes first. */
  sources: z
    .array(z.union([entitySource, peopleSource]))
    .min(1)
    .max(100),
})

/** A mapping file: which CSV files become which records. */
export type ImportMapping = z.infer<typeof importMapping>
export type EntitySource = z.infer<typeof entitySource>
export type PeopleSource = z.infer<typeof peopleSource>
export type FieldRule = z.infer<typeof fieldRule>

/** What is wrong with a mapping, each with its pointer; empty for a sound one. */
export function checkMappingShape(
  value: unknown,
  locale: Locale,
): { mapping: ImportMapping } | { problems: Array<{ pointer: string; message: string }> } {
  const { success, data, error } = importMapping.safeParse(value)
  if (success) return { mapping: data }
  return { problems: error.issues.flatMap((issue) => toProblems(issue, locale)) }
}

function toProblems(
  issue: z.core.$ZodIssue,
  locale: Locale,
  before: PropertyKey[] = [],
): Array<{ pointer: string; message: string }> {
  const path = [...before, ...issue.path]
  if (issue.code === 'invalid_union') {
    // Of the two kinds of source, the one that comes nearest is meant.
    const nearest = [...issue.errors].sort((one, other) => one.length - other.length)[0] ?? []
    return nearest.flatMap((inner) => toProblems(inner, locale, path))
  }
  return [{ pointer: path.map((part) => `/${String(part)}`).join(''), message: issueMessage(issue, locale) }]
}

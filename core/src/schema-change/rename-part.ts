import type { ModelDraft } from '@tenon/sdk/contract/api-contract'
import type { ModelDocument, TenantEdits } from '@tenon/sdk/contract/model-document'
import type { ModelNames, RenamePartInput } from '@tenon/sdk/contract/model-names'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import { expectedNames } from '../model/expected-names.ts'
import { effectiveNames } from '../model/names/effective-names.ts'
import { toKeys, toNames } from '../model/names/name-map.ts'
import { type DraftTools, mergeEdits } from './draft-tools.ts'
import type { SaveDraft } from './save-draft.ts'
import { spoken } from './spoken.ts'
import { readStoredDraft } from './stored-draft.ts'

export type RenamePart = (ctx: RequestContext, input: RenamePartInput) => Promise<ModelDraft>

/**
 * Gives an entity, field or stage of the draft another name. Its key stays beneath, and with it whatever names it.
 * Errors: NOT_FOUND where there is no such part, and those of `saveDraft`; SCHEMA_INVALID for a name that cannot be.
 */
export function makeRenamePart(tools: DraftTools & { saveDraft: SaveDraft }): RenamePart {
  return async function renamePart(ctx, { place, name }) {
    await tools.requireAdmin(ctx)
    const { edits, revision, baseVersion } = await readStoredDraft(tools.database.tenant(ctx.tenant.schema))
    const document = await mergeEdits(tools, ctx, edits)
    const names = withName(document, keyOf(ctx, document, place), name)
    const { names: _before, ...rest } = edits
    const renamed: TenantEdits = names === undefined ? rest : { ...rest, names }
    return tools.saveDraft(ctx, { edits: renamed, revision, baseVersion })
  }
}

/** Where the part's name is kept: by keys alone. */
type KeyedPlace = { layer: 'entities'; key: string } | { layer: 'fields' | 'stages'; of: string; key: string }

function keyOf(ctx: RequestContext, document: ModelDocument, place: RenamePartInput['place']): KeyedPlace {
  const [keys, names] = [toKeys(document.names ?? {}), toNames(document.names ?? {})]
  if (place.part === 'stage') {
    const { pipeline, stage } = place
    const known = ownPart(ctx, document.pipelines, pipeline).stages.map((one) => one.name)
    return {
      layer: 'stages',
      of: pipeline,
      key: among(ctx, keys.stage(pipeline, stage), { known, name: (key) => names.stage(pipeline, key), asked: stage }),
    }
  }
  const known = Object.keys(document.entities)
  const entity = among(ctx, keys.entity(place.entity), { known, name: names.entity, asked: place.entity })
  if (place.part === 'entity') return { layer: 'entities', key: entity }
  const fields = Object.keys(document.entities[entity]?.properties ?? {})
  const name = (key: string) => names.field(entity, key)
  return {
    layer: 'fields',
    of: entity,
    key: among(ctx, keys.field(place.entity, place.field), { known: fields, name, asked: place.field }),
  }
}

interface Known {
  known: readonly string[]
  name(key: string): string
  asked: string
}

function among(ctx: RequestContext, key: string, { known, name, asked }: Known): string {
  if (known.includes(key) && name(key) === asked) return key
  throw noSuchPart(ctx, asked, known.map(name))
}

function ownPart<P>(ctx: RequestContext, parts: Record<string, P>, name: string): P {
  const found = Object.hasOwn(parts, name) ? parts[name] : undefined
  if (found === undefined) throw noSuchPart(ctx, name, Object.keys(parts))
  return found
}

function noSuchPart(ctx: RequestContext, name: string, known: readonly string[]): TenonError {
  const expected = expectedNames(name, known)
  const text = {
    en: `The draft has no '${name}'; ${expected.en}.`,
    'zh-CN': `草稿中没有“${name}”；${expected['zh-CN']}。`,
  }
  return new TenonError({ code: 'NOT_FOUND', message: spoken(ctx, text) })
}

function withName(document: ModelDocument, place: KeyedPlace, name: string): ModelNames | undefined {
  const { names = {} } = document
  const changed =
    place.layer === 'entities'
      ? { ...names, entities: { ...names.entities, [place.key]: name } }
      : {
          ...names,
          [place.layer]: {
            ...names[place.layer],
            [place.of]: { ...names[place.layer]?.[place.of], [place.key]: name },
          },
        }
  return effectiveNames(changed, document)
}

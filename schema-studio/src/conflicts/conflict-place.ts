import type { EditConflict } from '@tenon/sdk/contract/edit-conflict'
import { LOCALES, type Locale, type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import type { MessageKey } from '../locales/catalog.ts'
import { translate } from '../locales/translate.ts'

const ATTRIBUTES: Readonly<Record<string, MessageKey>> = {
  cardFields: 'attributeCardFields',
  currency: 'currency',
  default: 'attributeDefault',
  embed: 'embed',
  fieldType: 'attributeType',
  fields: 'fields',
  help: 'attributeHelp',
  icon: 'attributeIcon',
  indexed: 'ruleIndexed',
  label: 'attributeLabel',
  listFields: 'attributeListFields',
  maxLength: 'maxLength',
  maximum: 'maximum',
  minimum: 'minimum',
  options: 'options',
  pattern: 'attributePattern',
  pluralLabel: 'attributePluralLabel',
  probability: 'attributeProbability',
  reference: 'referenceTarget',
  required: 'ruleRequired',
  rottingDays: 'attributeRottingDays',
  scale: 'scale',
  searchable: 'ruleSearchable',
  sections: 'attributeSections',
  sort: 'attributeSort',
  stages: 'attributeStages',
  titleField: 'attributeTitleField',
  unique: 'ruleUnique',
  where: 'attributeWhere',
}

type Layers = Pick<ModelDocument, 'entities' | 'pipelines' | 'views' | 'names'>

/** Where a conflict is, in words, from the outside in: `Contact`, `Phone`, `Label`. */
export function conflictPlace(
  { path, kind }: Pick<EditConflict, 'path' | 'kind'>,
  model: Layers,
  locale: Locale,
): string[] {
  const [layer = '', part = '', ...rest] = path
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
  if (layer === 'names') return renamedPlace([part, ...rest], model, locale)
  const found = layer === 'entities' || layer === 'pipelines' || layer === 'views' ? model[layer]?.[part] : undefined
  const names = [labelOf(found, part, locale), ...insideOf(found, rest, locale)]
  return kind === 'order' ? [...names, translate(locale, 'attributeOrder')] : names
}

/** A part that was given two names, which a conflict finds by its key. */
function renamedPlace([kind, first = '', second = '']: string[], model: Layers, locale: Locale): string[] {
  const { entities = {}, fields = {} } = model.names ?? {}
  const name = translate(locale, 'fieldName')
  if (kind === 'stages') return [labelOf(model.pipelines[first], first, locale), second, name]
  const entity = model.entities[entities[first] ?? first]
  if (kind === 'entities') return [labelOf(entity, first, locale), name]
  const field = entity?.properties[fields[first]?.[second] ?? second]
  return [labelOf(entity, first, locale), labelOf(field, second, locale), name]
}

function insideOf(part: object | undefined, steps: string[], locale: Locale): string[] {
  const [first = '', name = '', ...rest] = steps
  if (first !== 'properties' || name === '') return attributeWords(steps, locale)
  const fields: Record<string, object> = part && 'properties' in part ? (part.properties as Record<string, object>) : {}
  return [labelOf(fields[name], name, locale), ...attributeWords(rest, locale)]
}

/** Names of stages and options stand as they are. */
function attributeWords(steps: string[], locale: Locale): string[] {
  return steps.map((step) => {
    const key = Object.hasOwn(ATTRIBUTES, step) ? ATTRIBUTES[step] : undefined
    if (key !== undefined) return translate(locale, key)
    const isLanguage = LOCALES.some((one) => one === step)
    return isLanguage ? (new Intl.DisplayNames(locale, { type: 'language' }).of(step) ?? step) : step
  })
}

function labelOf(part: object | undefined, name: string, locale: Locale): string {
  return part && 'label' in part ? textIn(part.label as LocalizedText, locale) : name
}

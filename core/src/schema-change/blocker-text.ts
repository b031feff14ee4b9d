import type { LocalizedText } from '@tenon/sdk/contract/locale'
import { textIn } from '@tenon/sdk/contract/locale'
import type { CompiledEntity, CompiledField, CompiledUniqueGroup } from '../model/compiled-model.ts'
import type { ChangeField } from './model-change.ts'

/** ‘VIN’ of Vehicle, in both languages. */
function nameOf(entity: CompiledEntity, field: CompiledField): LocalizedText {
  const [label, of] = [field.schema.label, entity.schema.label]
  return {
    en: `‘${textIn(label, 'en')}’ of ${textIn(of, 'en')}`,
    'zh-CN': `“${textIn(of, 'zh-CN')}”的字段“${textIn(label, 'zh-CN')}”`,
  }
}

function about(entity: CompiledEntity, field: CompiledField, say: (name: string, locale: 'en' | 'zh-CN') => string) {
  const name = nameOf(entity, field)
  return { en: say(name.en, 'en'), 'zh-CN': say(textIn(name, 'zh-CN'), 'zh-CN') }
}

/** “1 record has”, “2 records have”. */
function records(count: number, one: string, many: string): string {
  return count === 1 ? `1 record ${one}` : `${count} records ${many}`
}

export function valuesMissing(entity: CompiledEntity, field: CompiledField, count: number): LocalizedText {
  return about(entity, field, (name, locale) =>
    locale === 'en'
      ? `${name} cannot become required: ${records(count, 'has', 'have')} no value. Give the field a default, or fill them first.`
      : `${name}无法设为必填：${count} 条记录没有值。请为字段设置默认值，或先补全这些记录。`,
  )
}

export function valuesRepeated(entity: CompiledEntity, field: CompiledField, count: number): LocalizedText {
  return about(entity, field, (name, locale) =>
    locale === 'en'
      ? `${name} cannot become unique: ${records(count, 'shares its', 'share their')} value with another one.`
      : `${name}无法设为唯一：${count} 条记录的值与其他记录重复。`,
  )
}

export function valuesRepeatedTogether(
  entity: CompiledEntity,
  { fields }: CompiledUniqueGroup,
  count: number,
): LocalizedText {
  const labels = (locale: 'en' | 'zh-CN') => fields.map(({ schema }) => textIn(schema.label, locale))
  const of = entity.schema.label
  return {
    en: `‘${labels('en').join('’, ‘')}’ of ${textIn(of, 'en')} cannot become unique together: ${records(count, 'shares its', 'share their')} values with another one.`,
    'zh-CN': `“${textIn(of, 'zh-CN')}”的字段“${labels('zh-CN').join('”、“')}”无法设为组合唯一：${count} 条记录的值与其他记录重复。`,
  }
}

export function valuesRefused(entity: CompiledEntity, field: CompiledField, count: number): LocalizedText {
  return about(entity, field, (name, locale) =>
    locale === 'en'
      ? `The new rules of ${name} cannot be set: ${records(count, 'has a value that breaks', 'have values that break')} them.`
      : `${name}的新规则无法生效：${count} 条记录的值不符合规则。`,
  )
}

export function targetRefused(entity: CompiledEntity, field: CompiledField, count: number): LocalizedText {
  return about(entity, field, (name, locale) =>
    locale === 'en'
      ? `${name} cannot refer to another entity: ${records(count, 'refers', 'refer')} to the old one. Add a new field instead, or empty this one first.`
      : `${name}无法改为引用其他实体：${count} 条记录仍引用原实体。请新建字段，或先清空该字段。`,
  )
}

export function typeRefused({ entity, before, after }: ChangeField): LocalizedText {
  const [from, to] = [typeText(before), typeText(after)]
  return about(entity, after, (name, locale) =>
    locale === 'en'
      ? `The type of ${name} cannot be changed from ${from} to ${to}: the values of the one say nothing about those of the other. Add a new field instead.`
      : `${name}的类型无法从 ${from} 改为 ${to}：两种类型的值无法对应。请新建字段。`,
  )
}

/** The field type, with the column's where a number's digits make the difference. */
function typeText({ type, columns }: CompiledField): string {
  return type === 'decimal' || type === 'percent'
    ? `${type} (${columns.map((column) => column.type).join(', ')})`
    : type
}

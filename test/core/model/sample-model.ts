import type { EntitySchema, FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { PipelineSchema } from '@tenon/sdk/contract/pipeline-schema'
import type { PluginManifest, PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { completePackage } from '../../../core/src/plugins/complete-package.ts'

/** A field with the keywords that its type asks for; `keywords` come on top. */
export function field(fieldType: FieldSchema['fieldType'], keywords: Partial<FieldSchema> = {}): FieldSchema {
  const options = ['red', 'green', 'blue'].map((value) => ({
    value,
    label: { en: `Colour ${value}`, 'zh-CN': `颜色 ${value}` },
  }))
  return {
    fieldType,
    label: { en: `The ${fieldType}`, 'zh-CN': `字段 ${fieldType}` },
    ...((fieldType === 'choice' || fieldType === 'multiChoice') && { options }),
    ...((fieldType === 'reference' || fieldType === 'multiReference') && { reference: { entity: 'thing' } }),
    ...(fieldType === 'anyReference' && { targets: { entities: ['thing'] } }),
    ...(fieldType === 'objectList' && { items: { properties: { part: field('text') } } }),
    ...keywords,
  }
}

/** An entity whose title is a text field `name`. */
export function entity(
  name: string,
  properties: Record<string, FieldSchema>,
  more: Partial<EntitySchema> = {},
): EntitySchema {
  return {
    type: 'object',
    name,
    label: { en: name, 'zh-CN': `实体${name}` },
    pluralLabel: { en: `${name}s`, 'zh-CN': `实体${name}` },
    titleField: 'name',
    properties: { name: field('text', { label: { en: 'Name', 'zh-CN': '名称' } }), ...properties },
    ...more,
  }
}

/** Three stages: open, won and lost. */
export function pipeline(name: string, ofEntity: string, more: Partial<PipelineSchema> = {}): PipelineSchema {
  return {
    name,
    entity: ofEntity,
    label: { en: name },
    stages: [
      { name: 'fresh', label: { en: 'Fresh' }, category: 'open' },
      { name: 'won', label: { en: 'Won' }, category: 'won' },
      { name: 'lost', label: { en: 'Lost' }, category: 'lost' },
    ],
    ...more,
  }
}

/** A package as `loadPluginFolder` would make it, without code. */
export function pluginPackage(
  id: string,
  parts: Partial<Omit<PluginPackage, 'manifest'>> & { manifest?: Partial<PluginManifest> } = {},
): PluginPackage {
  const { manifest, ...rest } = parts
  return completePackage({
    manifest: { id, version: '1.0.0', label: { en: id }, host: '*', ...manifest },
    integrity: `sha256-${id}`,
    ...rest,
  })
}

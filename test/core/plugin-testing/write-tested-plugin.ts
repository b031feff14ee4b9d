import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

export const text = (en: string) => ({ en, 'zh-CN': en })

/**
 * A plugin of one entity, `<id>Job`, whose records go through stages; a guard, `isChecked`, stands before the last. Its
 * code and tests, and what else it has, are the files given: texts, or values to be written as JSON.
 */
export function writeTestedPlugin(folder: string, id: string, files: Record<string, unknown>): void {
  const entity = `${id}Job`
  const all: Record<string, unknown> = {
    'package.json': { name: id, private: true, type: 'module' },
    'plugin.json': { id, version: '0.1.0', label: text(id), host: '^0.1.0' },
    [`entities/${id}-job.schema.json`]: jobEntity(entity, {}),
    [`pipelines/${id}-jobs.pipeline.json`]: {
      name: `${id}Jobs`,
      entity,
      label: text('Jobs'),
      stages: [
        { name: 'planned', label: text('Planned'), category: 'open' },
        {
          name: 'done',
          label: text('Done'),
          category: 'won',
          entry: { guards: [{ name: 'isChecked', label: text('Checked') }] },
        },
      ],
    },
    ...files,
  }
  for (const [file, content] of Object.entries(all)) {
    const path = join(folder, file)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  }
}

/** The entity that the stages are for, with more fields. */
export function jobEntity(name: string, more: Record<string, unknown>) {
  return {
    type: 'object',
    name,
    label: text('Job'),
    pluralLabel: text('Jobs'),
    titleField: 'title',
    properties: {
      title: { fieldType: 'text', label: text('Title'), maxLength: 120 },
      price: { fieldType: 'money', label: text('Price'), currency: 'EUR' },
      checkedBy: { fieldType: 'text', label: text('Checked by'), maxLength: 80 },
      ...more,
    },
    required: ['title'],
  }
}

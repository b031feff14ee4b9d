import manifest from '../../package.json' with { type: 'json' }
import { scaffoldHooks, scaffoldRules, scaffoldTest } from './scaffold-code.ts'

const SCHEMAS = '.tenon/schemas'

/** How the parts of a new plugin are called. */
export interface ScaffoldNames {
  /** `fleet-care`. */
  id: string
  /** `Fleet care`. */
  title: string
  /** `fleetCareJob`. */
  entity: string
  /** `fleetCareJobs`. */
  pipeline: string
  /** `fleetCareOpenJobs`. */
  view: string
}

export function scaffoldNames(id: string): ScaffoldNames {
  const camel = id.replaceAll(/-([a-z0-9])/g, (_all, letter: string) => letter.toUpperCase())
  const words = id.replaceAll('-', ' ')
  const title = words.charAt(0).toUpperCase() + words.slice(1)
  return { id, title, entity: `${camel}Job`, pipeline: `${camel}Jobs`, view: `${camel}OpenJobs` }
}

/** The files of a new plugin, by their path: small, but with one of each common part, and right as they are. */
export function scaffoldPlugin(names: ScaffoldNames): Record<string, string> {
  const { id, entity, pipeline, view } = names
  const kebab = (name: string) => name.replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase()
  return {
    'plugin.json': json(pluginFile(names)),
    [`entities/${kebab(entity)}.schema.json`]: json(entityFile(names)),
    [`pipelines/${kebab(pipeline)}.pipeline.json`]: json(pipelineFile(names)),
    [`views/${kebab(view)}.view.json`]: json(viewFile(names)),
    'locales/en.json': json({ postponed: 'Due on {dueOn} now.' }),
    'locales/zh-CN.json': json({ postponed: '截止日期已改为 {dueOn}。' }),
    'hooks.ts': scaffoldHooks(names),
    ...scaffoldRules(names),
    [`test/${id}.test.ts`]: scaffoldTest(names),
    'package.json': json(packageFile(names)),
    'tsconfig.json': json({ extends: './.tenon/tsconfig.json' }),
    '.gitignore': '.tenon/\ncoverage/\n*.tenon-plugin\n*.key\n',
  }
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

function pluginFile({ id, title, entity }: ScaffoldNames) {
  return {
    $schema: `./${SCHEMAS}/plugin.schema.json`,
    id,
    version: '0.1.0',
    label: { en: title, 'zh-CN': title },
    description: { en: 'Jobs from being planned to being done.', 'zh-CN': '工单：从计划到完成。' },
    host: `^${manifest.version}`,
    capabilities: [
      {
        capability: `entity:${entity}:read`,
        reason: { en: 'Looks when a job is due.', 'zh-CN': '读取工单的截止日期。' },
      },
      {
        capability: `entity:${entity}:write`,
        reason: { en: 'Postpones jobs.', 'zh-CN': '推迟工单。' },
      },
    ],
    actions: [
      {
        name: 'postpone',
        label: { en: 'Postpone by a week', 'zh-CN': '推迟一周' },
        icon: 'calendar-plus',
        entity,
        places: ['record', 'selection'],
      },
    ],
  }
}

function entityFile({ title, entity }: ScaffoldNames) {
  return {
    $schema: `../${SCHEMAS}/entity.schema.json`,
    type: 'object',
    name: entity,
    label: { en: `${title} job`, 'zh-CN': `${title} 工单` },
    pluralLabel: { en: `${title} jobs`, 'zh-CN': `${title} 工单` },
    icon: 'clipboard-list',
    titleField: 'title',
    properties: {
      title: { fieldType: 'text', label: { en: 'Title', 'zh-CN': '标题' }, maxLength: 120, searchable: true },
      startsOn: { fieldType: 'date', label: { en: 'Begins', 'zh-CN': '开始日期' } },
      dueOn: { fieldType: 'date', label: { en: 'Due', 'zh-CN': '截止日期' }, indexed: true },
      price: { fieldType: 'money', label: { en: 'Price', 'zh-CN': '价格' }, currency: 'EUR' },
      checkedBy: { fieldType: 'text', label: { en: 'Checked by', 'zh-CN': '检查人' }, maxLength: 80 },
    },
    required: ['title'],
    listFields: ['title', 'dueOn', 'price'],
  }
}

function pipelineFile({ title, entity, pipeline }: ScaffoldNames) {
  return {
    $schema: `../${SCHEMAS}/pipeline.schema.json`,
    name: pipeline,
    entity,
    label: { en: `${title} jobs`, 'zh-CN': `${title} 工单` },
    initialStage: 'planned',
    amountField: 'price',
    stages: [
      { name: 'planned', label: { en: 'Planned', 'zh-CN': '已计划' }, category: 'open', hue: 'gray' },
      { name: 'working', label: { en: 'In work', 'zh-CN': '进行中' }, category: 'open', hue: 'blue' },
      {
        name: 'done',
        label: { en: 'Done', 'zh-CN': '已完成' },
        category: 'won',
        hue: 'green',
        entry: {
          requiredFields: ['price'],
          guards: [{ name: 'isChecked', label: { en: 'Somebody has checked it', 'zh-CN': '已有人检查' } }],
        },
      },
    ],
  }
}

function viewFile({ title, entity, view }: ScaffoldNames) {
  return {
    $schema: `../${SCHEMAS}/view.schema.json`,
    name: view,
    entity,
    label: { en: `Open ${title} jobs`, 'zh-CN': `未完成的${title}工单` },
    icon: 'list-checks',
    where: { field: 'stage', op: 'ne', value: 'done' },
    sort: [{ field: 'dueOn' }],
    fields: ['title', 'startsOn', 'dueOn', 'price'],
  }
}

function packageFile({ id }: ScaffoldNames) {
  return {
    name: id,
    private: true,
    type: 'module',
    scripts: {
      check: 'tenon plugin check .',
      types: 'tenon plugin types .',
      test: 'tenon plugin test .',
      pack: 'tenon plugin pack .',
    },
  }
}

import { entityFile, hooksFile, manifest, type PluginFiles } from '../../support/open-plugin-tenant.ts'

const CAPABILITIES = ['entity:car:read', 'entity:car:write'].map((capability) => ({
  capability,
  reason: { en: 'Cars' },
}))
const FIELDS = {
  vin: { fieldType: 'text', unique: true, searchable: true },
  price: { fieldType: 'integer' },
  doubled: { fieldType: 'formula', formula: 'price * 2 + size(vin)' },
  maker: { fieldType: 'reference', reference: { entity: 'maker' } },
  country: { fieldType: 'lookup', lookup: 'maker.country' },
  address: { fieldType: 'slug', slugFrom: 'vin' },
  code: { fieldType: 'text', defaultExpression: "vin + '/'" },
}
const LAYOUT = {
  required: ['vin'],
  listFields: ['name', 'vin', 'price'],
  uniqueTogether: [{ fields: ['vin', 'price'] }],
  sections: [{ label: { en: 'All' }, fields: ['vin', 'price'] }],
}
const STAGES = [
  { name: 'open', label: { en: 'Open' }, category: 'open', transitions: ['won'] },
  { name: 'won', label: { en: 'Won' }, category: 'won', entry: { requiredFields: ['price'] } },
]
const HOOKS = `{
  entities: { car: {
    beforeUpdate: eachRecord(({ values, old }) => {
      if (values.price === 7) reject('no ' + values.vin, { field: 'price' })
      return values.vin === old?.vin ? undefined : { price: (values.price ?? 0) + 1 }
    }),
    async afterUpdate(records, { tenon }) {
      for (const { id, values } of records) {
        if (values.stage !== 'won') continue
        const { records: found } = await tenon.records.find({ entity: 'car', where: { field: 'vin', op: 'eq', value: values.vin }, fields: ['vin', 'stage'] })
        await tenon.records.create({ entity: 'car', values: { name: 'copy', vin: found[0].vin + '-' + found[0].stage } })
      }
    },
  } },
}`
/** Cars with all that can name a field, and code that reads and writes them by the names that the package declares. */
export const FLEET: PluginFiles = {
  'plugin.json': manifest('fleet', { capabilities: CAPABILITIES }),
  'entities/car.schema.json': entityFile('car', FIELDS, LAYOUT),
  'entities/maker.schema.json': entityFile('maker', {
    country: { fieldType: 'text' },
    worth: {
      fieldType: 'rollup',
      rollup: { entity: 'car', reference: 'maker', aggregate: 'sum', field: 'price', filter: 'vin != "x"' },
    },
  }),
  'pipelines/sale.pipeline.json': {
    name: 'sale',
    entity: 'car',
    label: { en: 'Sale' },
    stages: STAGES,
    cardFields: ['vin'],
  },
  'pipelines/trade.pipeline.json': { name: 'trade', entity: 'car', label: { en: 'Trade' }, stages: STAGES },
  'views/dear.view.json': {
    name: 'dear',
    entity: 'car',
    label: { en: 'Dear' },
    where: {
      and: [
        { field: 'price', op: 'gt', value: 10 },
        { field: 'stage', op: 'eq', value: 'open' },
      ],
    },
    sort: [{ field: 'vin' }],
    fields: ['vin', 'price'],
  },
  'hooks.ts': hooksFile(HOOKS),
}

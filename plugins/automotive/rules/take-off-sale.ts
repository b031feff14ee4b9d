import { type ActionContext, type ActionRecord, type ActionResult, reject } from '@tenon/sdk/plugin'

/** The options of the form, as they are written into the remarks. */
const REASONS: Record<string, { en: string; 'zh-CN': string }> = {
  soldElsewhere: { en: 'sold through another dealer', 'zh-CN': '经其他经销商售出' },
  returned: { en: 'returned to the maker', 'zh-CN': '退回厂家' },
  scrapped: { en: 'scrapped', 'zh-CN': '报废' },
}

/** Takes a vehicle off sale that leaves the stock without one of our sales, and writes down why. */
export async function takeOffSale({ id, values }: ActionRecord, tenon: ActionContext): Promise<ActionResult> {
  if (values['status'] === 'sold') reject(SOLD, { field: 'status' })
  if (values['status'] === 'reserved') reject(RESERVED, { field: 'status' })
  const { reason, note } = tenon.form
  const day = tenon.now().toISOString().slice(0, 10)
  const why = REASONS[String(reason)]?.[tenon.locale] ?? ''
  const told = [`${day}: ${why}`, note].filter((part) => part !== undefined).join('. ')
  const remarks = [values['remarks'], told].filter((part) => typeof part === 'string' && part !== '').join('\n')
  const changes = { status: 'sold', remarks: remarks.slice(-10_000).toWellFormed() }
  await tenon.records.update({ entity: 'vehicle', id, version: values.version, values: changes })
  return { message: { en: 'Taken off sale.', 'zh-CN': '已下架。' } }
}

const SOLD = { en: 'This vehicle is sold already.', 'zh-CN': '该车辆已售出。' }

const RESERVED = {
  en: 'This vehicle is reserved for a customer: close the opportunity first.',
  'zh-CN': '该车辆已为客户预留，请先关闭相应商机。',
}

import type { ByLanguage } from '../../demo-kit/make-person.ts'

/** What a car dealer sells to companies besides cars: name, code, series, kind, list price in USD. */
export const PRODUCTS = [
  ['Fleet lease, compact', 'FL-COM', 'Fleet lease', 'subscription', 349],
  ['Fleet lease, van', 'FL-VAN', 'Fleet lease', 'subscription', 489],
  ['Fleet lease, executive', 'FL-EXE', 'Fleet lease', 'subscription', 799],
  ['Fleet telematics', 'TEL-01', 'Telematics', 'subscription', 19],
  ['Driver safety cameras', 'TEL-02', 'Telematics', 'goods', 329],
  ['Charging station, 11 kW', 'CHG-11', 'Charging', 'goods', 899],
  ['Charging station, 22 kW', 'CHG-22', 'Charging', 'goods', 1490],
  ['Fast charger, 60 kW', 'CHG-60', 'Charging', 'goods', 21500],
  ['Charging site survey', 'CHG-SV', 'Charging', 'service', 650],
  ['Service plan, 36 months', 'SRV-36', 'Service plans', 'service', 1290],
  ['Service plan, 60 months', 'SRV-60', 'Service plans', 'service', 1990],
  ['Extended warranty', 'WAR-24', 'Service plans', 'service', 1450],
  ['Winter wheel set', 'ACC-WW', 'Accessories', 'goods', 1180],
  ['Van racking', 'ACC-VR', 'Accessories', 'goods', 2350],
  ['Vehicle wrap', 'ACC-WR', 'Accessories', 'service', 2800],
  ['企业用车方案（10 辆起）', 'QY-10', '企业用车', 'subscription', 3990],
  ['电池健康检测', 'DC-01', '售后服务', 'service', 120],
  ['上门取送车服务', 'DC-02', '售后服务', 'service', 45],
  ['三年保养套餐', 'DC-36', '售后服务', 'service', 1090],
  ['车队管理培训', 'QY-PX', '企业用车', 'service', 980],
] as const

export const JOB_TITLES: ByLanguage<string> = {
  en: ['Fleet manager', 'Purchasing lead', 'Chief operating officer', 'Office manager', 'Finance director', 'Founder'],
  'zh-CN': ['车队经理', '采购主管', '运营总监', '行政经理', '财务总监', '总经理'],
}

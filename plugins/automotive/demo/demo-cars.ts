import type { ByLanguage } from '../../demo-kit/make-person.ts'

/** Make, model, energy, list price in USD, and the start of its VINs: manufacturer and type (8 characters). */
export const CARS = [
  ['Audi', 'A4', 'petrol', 43900, 'WAUENAF4'],
  ['Audi', 'Q4 e-tron', 'electric', 51200, 'WA1LAAFZ'],
  ['BMW', '320i', 'petrol', 45500, 'WBA5R1C5'],
  ['BMW', 'iX3', 'electric', 62400, 'WBY7X410'],
  ['BYD', 'Han EV', 'electric', 38900, 'LGXCE6CB'],
  ['BYD', 'Song Plus DM-i', 'plugInHybrid', 27900, 'LGXC74C4'],
  ['Ford', 'Escape Hybrid', 'hybrid', 34800, '1FMCU0BZ'],
  ['Ford', 'F-150', 'petrol', 48700, '1FTFW1E5'],
  ['Geely', 'Galaxy L7', 'plugInHybrid', 24600, 'L6T78CNZ'],
  ['Honda', 'Civic', 'petrol', 26300, '2HGFE2F5'],
  ['Honda', 'CR-V Hybrid', 'hybrid', 36900, '7FARS4H7'],
  ['Mercedes-Benz', 'C 300', 'petrol', 49800, 'W1KAF4HB'],
  ['Mercedes-Benz', 'EQE', 'electric', 76500, 'W1KEG2BB'],
  ['NIO', 'ET5', 'electric', 46800, 'LJ1EEAUU'],
  ['NIO', 'ES6', 'electric', 54200, 'LJ1EFAUU'],
  ['Tesla', 'Model 3', 'electric', 40900, '5YJ3E1EA'],
  ['Tesla', 'Model Y', 'electric', 46900, '7SAYGDEE'],
  ['Toyota', 'Corolla Hybrid', 'hybrid', 25700, 'JTDBCMFE'],
  ['Toyota', 'RAV4 Prime', 'plugInHybrid', 44300, 'JTMAB3FV'],
  ['Volkswagen', 'ID.4', 'electric', 41900, 'WVGTMPE2'],
  ['Volkswagen', 'Tiguan', 'petrol', 31900, '3VV3B7AX'],
  ['Volvo', 'XC60', 'plugInHybrid', 58700, 'YV4H60DL'],
] as const

export const COLOURS = ['white', 'white', 'silver', 'gray', 'black', 'black', 'blue', 'green', 'red', 'orange']

export const PREFERRED_MAKES = ['audi', 'bmw', 'byd', 'ford', 'honda', 'nio', 'tesla', 'toyota', 'volkswagen', 'volvo']

export const OLD_CARS = [
  'Honda Fit 2014',
  'Toyota Camry 2015',
  'VW Golf 2016',
  'Ford Focus 2013',
  '丰田凯美瑞 2016',
  '大众朗逸 2015',
]

export const FEEDBACK: ByLanguage<string> = {
  en: [
    'Liked the quiet ride; finds the screen too busy.',
    'Asked about charging at home and the waiting time.',
    'Wants to come back with the family and a child seat.',
    'Brakes feel sharp, the seat is very good.',
  ],
  'zh-CN': [
    '行驶安静，但觉得中控屏信息太多。',
    '询问了家用充电桩和提车周期。',
    '想带家人和儿童座椅再来试一次。',
    '刹车偏灵敏，座椅很舒适。',
  ],
}

export const RETAIL_TASKS: ByLanguage<readonly [kind: string, subject: string]> = {
  en: [
    ['call', 'Call {name} to fix a test drive'],
    ['email', 'Send {name} the offer'],
    ['toDo', 'Get the trade-in of {name} appraised'],
    ['toDo', 'Ask the bank about the finance check for {name}'],
  ],
  'zh-CN': [
    ['call', '致电{name}预约试驾'],
    ['email', '向{name}发送报价单'],
    ['toDo', '评估{name}的置换车辆'],
    ['toDo', '向银行跟进{name}的金融审核'],
  ],
}

export const RETAIL_NOTES: ByLanguage<readonly [kind: string, subject: string, body: string]> = {
  en: [
    ['meeting', 'Showroom visit', 'Came with a partner, compared two models, takes the brochure home.'],
    ['call', 'Asks about delivery', 'Needs the car before the school holidays.'],
    ['note', 'Parks in a narrow garage', 'Width matters more than length; check the mirrors.'],
  ],
  'zh-CN': [
    ['meeting', '到店看车', '与家人一同到店，对比了两款车型，带走了宣传册。'],
    ['call', '询问提车时间', '希望在暑假前提车。'],
    ['note', '车位较窄', '更在意车宽，需确认后视镜尺寸。'],
  ],
}

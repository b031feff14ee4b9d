import type { SeededRandom } from './seeded-random.ts'

export interface Person {
  fullName: string
  salutation: 'ms' | 'mr'
  language: 'en' | 'zh-CN'
  /** Name in Latin letters with dots, for e-mail addresses. */
  latinName: string
}

/** Texts to choose from, in the language of the person that they are about. */
export type ByLanguage<T> = Readonly<Record<Person['language'], readonly T[]>>

type GivenName = readonly [name: string, salutation: 'ms' | 'mr']
type ChineseName = readonly [name: string, latin: string]

const ENGLISH_GIVEN: readonly GivenName[] = [
  ['Amelia', 'ms'],
  ['Beatrice', 'ms'],
  ['Carmen', 'ms'],
  ['Daniel', 'mr'],
  ['Elijah', 'mr'],
  ['Fiona', 'ms'],
  ['Gabriel', 'mr'],
  ['Hannah', 'ms'],
  ['Isaac', 'mr'],
  ['Josephine', 'ms'],
  ['Kenneth', 'mr'],
  ['Leila', 'ms'],
  ['Marcus', 'mr'],
  ['Naomi', 'ms'],
  ['Oliver', 'mr'],
  ['Priya', 'ms'],
  ['Rafael', 'mr'],
  ['Sofia', 'ms'],
  ['Theodore', 'mr'],
  ['Vivian', 'ms'],
]

const ENGLISH_FAMILY = [
  'Abbott',
  'Barnes',
  'Castillo',
  'Donovan',
  'Ellison',
  'Fletcher',
  'Grant',
  'Holloway',
  'Ibrahim',
  'Jennings',
  'Keller',
  'Lindqvist',
  'Moreno',
  'Nakamura',
  'Okafor',
  'Patel',
  'Quinn',
  'Rossi',
  'Sinclair',
  'Thornton',
  'Vance',
  'Whitaker',
]

const CHINESE_FAMILY: readonly ChineseName[] = [
  ['王', 'wang'],
  ['李', 'li'],
  ['张', 'zhang'],
  ['刘', 'liu'],
  ['陈', 'chen'],
  ['杨', 'yang'],
  ['赵', 'zhao'],
  ['黄', 'huang'],
  ['周', 'zhou'],
  ['吴', 'wu'],
  ['徐', 'xu'],
  ['孙', 'sun'],
  ['林', 'lin'],
  ['何', 'he'],
  ['欧阳', 'ouyang'],
]

const CHINESE_GIVEN: ReadonlyArray<readonly [name: string, latin: string, salutation: 'ms' | 'mr']> = [
  ['晓明', 'xiaoming', 'mr'],
  ['雨桐', 'yutong', 'ms'],
  ['志强', 'zhiqiang', 'mr'],
  ['思涵', 'sihan', 'ms'],
  ['伟', 'wei', 'mr'],
  ['静', 'jing', 'ms'],
  ['子轩', 'zixuan', 'mr'],
  ['欣怡', 'xinyi', 'ms'],
  ['建国', 'jianguo', 'mr'],
  ['丽华', 'lihua', 'ms'],
  ['浩然', 'haoran', 'mr'],
  ['佳宁', 'jianing', 'ms'],
  ['明哲', 'mingzhe', 'mr'],
  ['若曦', 'ruoxi', 'ms'],
  ['一诺', 'yinuo', 'ms'],
  ['俊杰', 'junjie', 'mr'],
]

/** A made-up person; a Chinese name is written family name first. `chinese` is the chance of one. */
export function makePerson(random: SeededRandom, chinese: number): Person {
  if (random.chance(chinese)) {
    const [family, familyLatin] = random.pick(CHINESE_FAMILY)
    const [given, givenLatin, salutation] = random.pick(CHINESE_GIVEN)
    return { fullName: `${family}${given}`, salutation, language: 'zh-CN', latinName: `${givenLatin}.${familyLatin}` }
  }
  const [given, salutation] = random.pick(ENGLISH_GIVEN)
  const family = random.pick(ENGLISH_FAMILY)
  const latinName = `${given}.${family}`.toLowerCase()
  return { fullName: `${given} ${family}`, salutation, language: 'en', latinName }
}

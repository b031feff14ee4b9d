import type { LocalizedText } from '@tenon/sdk/contract/locale'

const NAME: LocalizedText = {
  en: 'letters and digits, a lower-case letter first, 50 at most',
  'zh-CN': '字母和数字，以小写字母开头，最多 50 个',
}
const HOST: LocalizedText = {
  en: 'the exact name of a host in lower case such as api.example.com, without https://, port, path, * or an address in digits',
  'zh-CN': '主机的准确小写名称，例如 api.example.com，不含 https://、端口、路径、* 或数字地址',
}
const RIGHTS = 'read|write|delete|reveal'
const CAPABILITY = [`entity:<name>:${RIGHTS}`, `contract:<name>@<version>:${RIGHTS}`, 'http:<host>', 'kv'].join(', ')

/** Patterns of the published meta-schemas → what has that form. */
const WORDS: Readonly<Record<string, LocalizedText>> = {
  '^[a-z][a-zA-Z0-9]{0,49}$': NAME,
  '^[a-z][a-zA-Z0-9]{0,49}(\\.[a-z][a-zA-Z0-9]{0,49}){1,5}$': {
    en: 'two to six names with points between them, such as order.customer',
    'zh-CN': '以点分隔的两到六个名称，例如 order.customer',
  },
  '^[a-z][a-zA-Z0-9]{0,49}@[1-9][0-9]{0,3}$': {
    en: 'a name and a version such as order@1',
    'zh-CN': '名称和版本，例如 order@1',
  },
  '^[a-z][a-z0-9]*(-[a-z0-9]+)*$': {
    en: 'lower-case letters and digits, a letter first, with single hyphens between words',
    'zh-CN': '小写字母和数字，以字母开头，单词之间用单个连字符',
  },
  '^[a-z0-9]+(-[a-z0-9]+)*$': {
    en: 'lower-case letters and digits, with single hyphens between words',
    'zh-CN': '小写字母和数字，单词之间用单个连字符',
  },
  '^[a-z0-9-]{1,40}$': {
    en: 'up to 40 lower-case letters, digits and hyphens',
    'zh-CN': '最多 40 个小写字母、数字和连字符',
  },
  '^[a-z0-9+#-]{1,30}$': {
    en: 'up to 30 lower-case letters, digits, hyphens, + and #',
    'zh-CN': '最多 30 个小写字母、数字、连字符、+ 和 #',
  },
  '^[a-z][a-z0-9-]{0,60}$': {
    en: 'lower-case letters, digits and hyphens, a letter first',
    'zh-CN': '小写字母、数字和连字符，以字母开头',
  },
  '^[a-zA-Z0-9][a-zA-Z0-9-]{0,79}$': {
    en: 'up to 80 letters, digits and hyphens, no hyphen first',
    'zh-CN': '最多 80 个字母、数字和连字符，不以连字符开头',
  },
  '^(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)(-[0-9A-Za-z.-]+)?(\\+[0-9A-Za-z.-]+)?$': {
    en: 'a semantic version of three numbers such as 1.2.0',
    'zh-CN': '由三个数字组成的语义化版本，例如 1.2.0',
  },
  '^(entity:[a-z][a-zA-Z0-9]{0,49}:(read|write|delete|reveal)|contract:[a-z][a-zA-Z0-9]{0,49}@[1-9][0-9]{0,3}:(read|write|delete|reveal)|http:([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?|kv)$':
    {
      en: `one of ${CAPABILITY}; a host is ${HOST.en}`,
      'zh-CN': `${CAPABILITY} 之一；主机为${HOST['zh-CN']}`,
    },
  '^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$': HOST,
  '^[a-z]+/([a-z0-9][a-z0-9.+-]{0,100}|\\*)$': {
    en: 'a media type such as image/png or image/*',
    'zh-CN': '媒体类型，例如 image/png 或 image/*',
  },
  '^([01][0-9]|2[0-3]):[0-5][0-9]$': {
    en: 'a time of day such as 09:30',
    'zh-CN': '一天中的时间，例如 09:30',
  },
  '^[^\\s@]+@[^\\s@]+$': {
    en: 'an e-mail address such as name@example.com',
    'zh-CN': '电子邮箱，例如 name@example.com',
  },
  '^\\S(.*\\S)?$': {
    en: 'a text with no space at its beginning and end',
    'zh-CN': '首尾没有空格的文本',
  },
  '^[^$]': { en: 'a text that does not begin with $', 'zh-CN': '不以 $ 开头的文本' },
}

/** What a pattern of the published meta-schemas asks for, in words; null for any other pattern. */
export function patternWords(pattern: string): LocalizedText | null {
  return Object.hasOwn(WORDS, pattern) ? (WORDS[pattern] ?? null) : null
}

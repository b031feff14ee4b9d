import type { FieldType } from '@tenon/sdk/contract/field-type'

/** Words of a label, English and Chinese, and the type that such a field nearly always has. First match counts. */
const HINTS: ReadonlyArray<[words: RegExp, type: FieldType]> = [
  [/\b(e-?mails|e-?mail addresses)\b|(所有|多个|备用)(邮箱|电子邮件)/i, 'emails'],
  [/\b(phones|phone numbers)\b|(所有|多个|备用)(电话|手机)/i, 'phones'],
  [/\b(barcode|qr ?code|ean|upc|gtin|sku)\b|条形?码|二维码|商品码/i, 'barcode'],
  [/\b(hex|brand) colou?r\b|色值|品牌色/i, 'color'],
  [/\b(slug|permalink)\b|网址片段/i, 'slug'],
  [/\b(uuid|guid)\b|唯一标识/i, 'uuid'],
  [/\b(tags|labels|keywords)\b|标签|关键词/i, 'tags'],
  [/\b(progress|completion|% done)\b|进度|完成度/i, 'progress'],
  [/\b(duration|time spent|effort|lead time)\b|时长|耗时|工时/i, 'duration'],
  [/\b(period|date range|validity|from .* to)\b|期间|有效期|起止/i, 'dateRange'],
  [/\b(month|billing month)\b|月份|账期/i, 'yearMonth'],
  [/\b(country|nationality)\b|国家|国籍/i, 'country'],
  [/\b(geo ?shape|geo ?json|polygon|boundary|service area|territory outline)\b|多边形|边界|服务范围/i, 'geoShape'],
  [/\b(coordinates|geo ?point|latitude|gps)\b|坐标|经纬度|定位/i, 'geoPoint'],
  [/\b(full name|person'?s name|contact name)\b|姓名/i, 'personName'],
  [/\b(items|line items|lines|positions)\b|明细|条目/i, 'objectList'],
  [/\b(code snippet|snippet|script)\b|代码|脚本/i, 'code'],
  [/\b(photos?|pictures?|images?|avatar|logo|screenshots?)\b|照片|图片|头像|截图/i, 'image'],
  [/\b(files?|attachments?|documents?|pdf|uploads?)\b|附件|文件|文档/i, 'file'],
  [/\be-?mails?\b|邮箱|电子邮件|邮件地址/i, 'email'],
  [/\b(phone|mobile|telephone|tel|fax|whatsapp)\b|电话|手机|传真/i, 'phone'],
  [/\b(url|website|web ?site|link|homepage|linkedin)\b|网址|网站|链接|主页/i, 'url'],
  [/\b(address)\b|地址|住址/i, 'address'],
  [/\b(rating|stars|satisfaction|score of 5)\b|评分|星级|满意度/i, 'rating'],
  [/\b(percent|percentage|probability|discount|rate|share|margin)\b|%|百分|比例|概率|折扣|占比|率$/i, 'percent'],
  [
    /\b(price|cost|amount|budget|revenue|fee|salary|value|deposit|total|payment)\b|价格|金额|预算|费用|收入|成本|定金|总价|单价|工资|报价/i,
    'money',
  ],
  [
    /\b(datetime|date and time|timestamp|meeting at|starts? at|ends? at|happened at)\b|时刻|日期时间|开始时间|结束时间/i,
    'dateTime',
  ],
  [
    /\b(date|birthday|birth|deadline|due|expiry|expires|anniversary|since|until)\b|日期|生日|截止|到期|纪念日|日$/i,
    'date',
  ],
  [/\b(time of day|opening|closing time|time)\b|时间$/i, 'time'],
  [/^(is|has|can|wants|needs|should|did|agreed|active|enabled)\b|^(是否|有无)|consent|opt[- ]?in|同意/i, 'boolean'],
  [
    /\b(number of|count|quantity|qty|employees|seats|age|year|mileage|doors)\b|数量|人数|个数|年龄|年份|里程|座位/i,
    'integer',
  ],
  [
    /\b(weight|length|width|height|distance|area|volume|power|consumption)\b|重量|长度|宽度|高度|距离|面积|体积|功率/i,
    'decimal',
  ],
  [/\b(interests|channels|languages|features|options|hobbies)\b|兴趣|渠道|语言|爱好|配置/i, 'multiChoice'],
  [
    /\b(status|type|category|kind|level|tier|priority|source|reason|segment|industry|grade|gender|colou?r|size)\b|状态|类型|类别|等级|级别|优先级|来源|原因|行业|性别|颜色|尺寸/i,
    'choice',
  ],
  [
    /\b(owner|manager|assignee|agent|advisor|advisor|responsible|salesperson|seller)\b|负责人|经理|销售顾问|顾问|经办人/i,
    'user',
  ],
  [
    /\b(notes?|description|comments?|remarks?|summary|details|bio|background)\b|备注|说明|描述|评论|摘要|详情|背景/i,
    'longText',
  ],
]

/** The type that a field of such a label most likely has; plain text where nothing speaks for another one. */
export function guessFieldType(label: string): FieldType {
  return HINTS.find(([words]) => words.test(label.trim()))?.[1] ?? 'text'
}

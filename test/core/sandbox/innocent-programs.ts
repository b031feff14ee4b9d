import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { CallKind } from '../../../core/src/sandbox/sandbox.ts'

/** A hook as real plugins have them, and the records that it is given. */
export interface InnocentProgram {
  name: string
  kind: CallKind
  /** Text of `(records, tenon) => …`. */
  hook: string
  records: JsonObject[]
}

interface Template {
  name: string
  kind?: CallKind
  hook: (n: number) => string
  /** Values of one record; `records` says how many there are. */
  values: (n: number) => JsonObject
  records?: number
}

const NAMES = ['Zoë Müller', 'anna-maria o’neill', '林明哲', 'José Ángel', 'IVAN petrov', 'Søren Kierkegaard']
const nameOf = (n: number) => NAMES[n % NAMES.length] ?? ''
const lines = (count: number, n: number) =>
  Array.from({ length: count }, (_, i) => ({
    sku: `SKU-${(i * 7919 + n) % 1000}`,
    quantity: ((i + n) % 9) + 1,
    price: `${((i * 31 + n) % 500) + 1}.${String((i * 17) % 100).padStart(2, '0')}`,
    note: nameOf(i + n),
  }))
/** Exact money: text of a decimal with two places ⇄ minor units. */
const MONEY = `const minor = (text) => { const [whole, part = ''] = text.split('.'); return BigInt(whole) * 100n + BigInt((part + '00').slice(0, 2)) };
  const money = (units) => { const text = String(units).padStart(3, '0'); return text.slice(0, -2) + '.' + text.slice(-2) };`
/** A hook for one record at a time, as a batch. */
const each = (body: string) => `(records) => records.map(({ values }) => { ${body} })`

const TEMPLATES: Template[] = [
  {
    name: 'title case of a name',
    hook: () =>
      each(
        `return { name: values.name.trim().split(/\\s+/).map((w) => w.charAt(0).toUpperCase() + w.slice(1).toLowerCase()).join(' ') }`,
      ),
    values: (n) => ({ name: `  ${nameOf(n)}  ` }),
  },
  {
    name: 'check digit of a vehicle',
    hook: () =>
      each(`const map = 'ABCDEFGHJKLMNPRSTUVWXYZ', digits = '12345678123457923456789', weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
      const sum = [...values.vin].reduce((s, c, i) => s + weights[i] * Number(/\\d/.test(c) ? c : digits[map.indexOf(c)]), 0); return { check: sum % 11 === 10 ? 'X' : String(sum % 11) }`),
    values: (n) => ({ vin: `1M8GDM9AXKP04${String(2788 + n).padStart(4, '0')}` }),
  },
  {
    name: 'check of a bank account',
    hook: () =>
      each(
        `const moved = values.iban.slice(4) + values.iban.slice(0, 4); const digits = [...moved].map((c) => parseInt(c, 36)).join(''); return { valid: BigInt(digits) % 97n === 1n }`,
      ),
    values: (n) => ({ iban: `DE89370400440532013${String(n % 1000).padStart(3, '0')}` }),
  },
  {
    name: 'check of a bar code',
    hook: () =>
      each(
        `const sum = [...values.code].reduce((s, c, i) => s + Number(c) * (i % 2 ? 3 : 1), 0); return { digit: (10 - (sum % 10)) % 10 }`,
      ),
    values: (n) => ({ code: String(400638133393 + n) }),
  },
  {
    name: 'phone number in one form',
    hook: () =>
      each(
        `const digits = values.phone.replace(/[^\\d+]/g, ''); return { phone: digits.startsWith('00') ? '+' + digits.slice(2) : digits.startsWith('0') ? '+49' + digits.slice(1) : digits }`,
      ),
    values: (n) => ({ phone: `0${n % 2} (89) / 12 34-${n}` }),
  },
  {
    name: 'parts of an address',
    hook: () =>
      each(
        `const { user, host } = /^(?<user>[^@]+)@(?<host>[\\w.-]+)$/.exec(values.email).groups; return { user: user.toLowerCase(), company: host.split('.').at(-2), top: host.split('.').at(-1) }`,
      ),
    values: (n) => ({ email: `Person.${n}@mail.company-${n % 7}.example.com` }),
  },
  {
    name: 'due date in working days',
    hook: (n) =>
      each(
        `const date = new Date(values.from); for (let left = ${(n % 30) + 1}; left > 0; ) { date.setUTCDate(date.getUTCDate() + 1); if (date.getUTCDay() % 6 !== 0) left -= 1 } return { due: date.toISOString().slice(0, 10) }`,
      ),
    values: (n) => ({ from: `2026-0${(n % 9) + 1}-11` }),
  },
  {
    name: 'age and next birthday',
    hook: () =>
      each(
        `const born = new Date(values.born), at = new Date(values.at); let age = at.getUTCFullYear() - born.getUTCFullYear(); const next = new Date(born); next.setUTCFullYear(at.getUTCFullYear()); if (next > at) age -= 1; else next.setUTCFullYear(at.getUTCFullYear() + 1); return { age, days: Math.round((next - at) / 864e5) }`,
      ),
    values: (n) => ({ born: `19${60 + (n % 40)}-03-0${(n % 9) + 1}`, at: '2026-06-01' }),
  },
  {
    name: 'date in the words of its reader',
    hook: (n) =>
      each(
        `return { text: new Intl.DateTimeFormat('${['en', 'de', 'zh-CN', 'fr', 'ar'][n % 5]}', { dateStyle: 'full', timeStyle: 'short', timeZone: 'UTC' }).format(new Date(values.at)) }`,
      ),
    values: (n) => ({ at: `2026-02-${String((n % 28) + 1).padStart(2, '0')}T09:30:00Z` }),
  },
  {
    name: 'amount in the words of its reader',
    hook: (n) =>
      each(
        `return { text: new Intl.NumberFormat('${['en', 'de', 'zh-CN', 'hi', 'pl'][n % 5]}', { style: 'currency', currency: '${['EUR', 'USD', 'CNY'][n % 3]}' }).format(Number(values.amount)) }`,
      ),
    values: (n) => ({ amount: `${12345 + n * 37}.5` }),
  },
  {
    name: 'count in the words of its reader',
    hook: (n) =>
      each(
        `const rules = new Intl.PluralRules('${['en', 'pl', 'ru'][n % 3]}'); return { form: rules.select(values.count), list: new Intl.ListFormat('en').format(values.names) }`,
      ),
    values: (n) => ({ count: n, names: [nameOf(n), nameOf(n + 1), nameOf(n + 2)] }),
  },
  {
    name: 'total of an order',
    hook: (n) =>
      each(
        `${MONEY} const net = values.lines.reduce((sum, { price, quantity }) => sum + minor(price) * BigInt(quantity), 0n); const tax = (net * ${(n % 20) + 5}n + 50n) / 100n; return { net: money(net), tax: money(tax), gross: money(net + tax) }`,
      ),
    values: (n) => ({ lines: lines((n % 40) + 10, n) }),
  },
  {
    name: 'instalments without a lost cent',
    hook: (n) =>
      each(
        `${MONEY} const total = minor(values.total), count = ${(n % 11) + 2}n; const base = total / count, rest = total % count; return { parts: Array.from({ length: Number(count) }, (x, i) => money(base + (BigInt(i) < rest ? 1n : 0n))) }`,
      ),
    values: (n) => ({ total: `${1000 + n}.0${n % 10}` }),
  },
  {
    name: 'plan of a loan',
    hook: (n) =>
      each(
        `let left = values.amount; const rate = ${(n % 5) + 1} / 1200, months = 360, pay = (left * rate) / (1 - (1 + rate) ** -months); let interest = 0; for (let m = 0; m < months; m++) { const i = left * rate; interest += i; left -= pay - i } return { pay: Math.round(pay * 100) / 100, interest: Math.round(interest), left: Math.abs(Math.round(left)) }`,
      ),
    values: (n) => ({ amount: 100000 + n * 1000 }),
  },
  {
    name: 'nested record made flat',
    hook: () =>
      each(
        `const flat = {}; const walk = (value, path) => { if (value !== null && typeof value === 'object') for (const [k, v] of Object.entries(value)) walk(v, path === '' ? k : path + '_' + k); else flat[path] = value }; walk(values.tree, ''); return { flat }`,
      ),
    values: (n) => ({ tree: { a: { b: { c: n, d: [1, 2, { e: 'x' }] } }, f: null, g: nameOf(n) } }),
  },
  {
    name: 'lines in groups',
    hook: () =>
      each(
        `const groups = Object.groupBy(values.lines, ({ quantity }) => (quantity > 5 ? 'many' : 'few')); return { groups: Object.entries(groups).map(([key, list]) => ({ key, count: list.length, first: list.toSorted((a, b) => (a.sku < b.sku ? -1 : 1))[0].sku })) }`,
      ),
    values: (n) => ({ lines: lines(60, n) }),
  },
  {
    name: 'names in order',
    hook: () =>
      each(
        `const { compare } = new Intl.Collator('de', { sensitivity: 'base', numeric: true }); return { first: values.lines.toSorted((a, b) => compare(a.note, b.note) || compare(a.sku, b.sku)).slice(0, 5).map(({ sku }) => sku) }`,
      ),
    values: (n) => ({ lines: lines(300, n) }),
  },
  {
    name: 'duplicates',
    hook: () =>
      each(
        `const seen = new Map(); for (const { sku } of values.lines) seen.set(sku, (seen.get(sku) ?? 0) + 1); return { distinct: seen.size, most: [...seen].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0][0] }`,
      ),
    values: (n) => ({ lines: lines(400, n) }),
  },
  {
    name: 'letter from a template',
    hook: () =>
      each(
        `const text = 'Dear {{name}}, your order of {{count}} items ({{first.sku}}) is on its way. '.repeat(20); const at = (path) => path.split('.').reduce((o, k) => o?.[k], values); return { text: text.replace(/\\{\\{([\\w.]+)\\}\\}/g, (_, path) => String(at(path) ?? '')) }`,
      ),
    values: (n) => ({ name: nameOf(n), count: n, first: { sku: `S${n}` } }),
  },
  {
    name: 'name for an address',
    hook: () =>
      each(
        `return { slug: values.title.normalize('NFD').replace(/\\p{M}/gu, '').toLowerCase().replace(/[^\\p{L}\\p{N}]+/gu, '-').replace(/^-|-$/g, '') }`,
      ),
    values: (n) => ({ title: `Ünïcode & Ödd — ${nameOf(n)} #${n}!` }),
  },
  {
    name: 'likeness of two names',
    hook: () =>
      each(
        `const [a, b] = values.names; let row = Array.from({ length: b.length + 1 }, (x, i) => i); for (let i = 1; i <= a.length; i++) { const next = [i]; for (let j = 1; j <= b.length; j++) next[j] = Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)); row = next } return { distance: row[b.length] }`,
      ),
    values: (n) => ({ names: [`${nameOf(n)} ${nameOf(n + 1)}`, `${nameOf(n + 1)} ${nameOf(n + 3)}`] }),
  },
  {
    name: 'table from text',
    hook: () =>
      each(
        `const [head, ...rows] = values.text.trim().split('\\n').map((line) => [...line.matchAll(/("([^"]|"")*"|[^,]*)(,|$)/g)].slice(0, 3).map(([, cell]) => cell.replace(/^"|"$/g, '').replaceAll('""', '"'))); return { rows: rows.map((row) => Object.fromEntries(head.map((name, i) => [name, row[i]]))) }`,
      ),
    values: (n) => ({
      text: `id,name,note\n${Array.from({ length: 30 }, (_, i) => `${i},"${nameOf(i + n)}, x","say ""hi"""`).join('\n')}`,
    }),
  },
  {
    name: 'key of a record',
    hook: () =>
      each(
        `let hash = 0x811c9dc5; for (const c of JSON.stringify(values)) hash = Math.imul(hash ^ c.codePointAt(0), 0x01000193); return { key: (hash >>> 0).toString(36) }`,
      ),
    values: (n) => ({ name: nameOf(n), lines: lines(20, n) }),
  },
  {
    name: 'score of a lead',
    hook: (n) =>
      each(
        `let score = 0; for (let day = 0; day < ${1000 + (n % 10) * 300}; day++) score += Math.log1p(day) * ((day * values.visits) % 7 === 0 ? 1.5 : 0.5); return { score: Math.round(score), grade: score > 5000 ? 'hot' : 'cold' }`,
      ),
    values: (n) => ({ visits: (n % 13) + 1 }),
  },
  {
    name: 'rules of a class',
    hook: () => `(records) => { class Rule { #limit; constructor(limit) { this.#limit = limit } allows(amount) { return amount <= this.#limit } } class Strict extends Rule { allows(amount) { return super.allows(amount) && amount % 2 === 0 } }
      const rules = [new Rule(100), new Strict(50)]; return records.map(({ values }) => ({ passed: rules.filter((rule) => rule.allows(values.amount)).length })) }`,
    values: (n) => ({ amount: n }),
  },
  {
    name: 'steps of a generator',
    hook: (n) =>
      `async (records) => { function* steps(from) { for (let i = from; i < from + ${(n % 50) + 5}; i++) yield i * i } const out = []; for (const { values } of records) { let sum = 0; for (const s of steps(values.from)) sum += await s; out.push({ sum }) } return out }`,
    values: (n) => ({ from: n }),
  },
  {
    name: 'look-ups one after the other',
    hook: (n) =>
      `async (records, tenon) => { let total = 0; for (let i = 0; i < ${(n % 5) + 1}; i++) { const { records: found } = await tenon.records.find({ entity: 'thing', limit: 10 }); total += found.length } return records.map(() => ({ total })) }`,
    values: () => ({}),
  },
  {
    name: 'look-ups at once',
    hook: (n) =>
      `async (records, tenon) => { const found = await Promise.all(Array.from({ length: ${(n % 12) + 2} }, (x, i) => tenon.records.get({ entity: 'thing', id: 'r' + i }))); return records.map(() => ({ ids: found.map(({ id }) => id) })) }`,
    values: () => ({}),
  },
  {
    name: 'batch of a hundred',
    hook: () =>
      `(records) => records.map(({ values }) => ({ total: Math.round(values.quantity * values.price * 100) / 100, label: values.sku.toLowerCase() + ' × ' + values.quantity }))`,
    values: (n) => ({ quantity: (n % 9) + 1, price: 9.99, sku: `SKU-${n}` }),
    records: 100,
  },
  {
    name: 'refusal of what is missing',
    hook: () =>
      each(
        `return values.name === '' ? { [Symbol.for('tenon.rejection')]: true, message: 'A name is needed', problems: [{ pointer: '/name', message: 'is empty' }] } : { ok: true }`,
      ),
    values: (n) => ({ name: n % 2 === 0 ? '' : 'x' }),
    records: 3,
  },
  {
    name: 'guard of a stage',
    kind: 'guard',
    hook: () =>
      `(records) => records.map(({ values }) => { const missing = ['a', 'b', 'c'].filter((field) => values[field] === undefined); return missing.length > 1 ? { [Symbol.for('tenon.rejection')]: true, message: 'Missing: ' + missing.join(', ') } : undefined })`,
    values: (n) => (n % 2 === 0 ? { a: 1, b: 2 } : { a: 1 }),
    records: 5,
  },
  {
    name: 'follow-up after a sale',
    kind: 'afterHook',
    hook: () =>
      `async (records, tenon) => { const { id } = await tenon.records.get({ entity: 'thing', id: 'r1' }); await tenon.records.create({ entity: 'task', values: { subject: 'Call ' + id, event: tenon.eventId } }) }`,
    values: (n) => ({ name: nameOf(n) }),
  },
]

/** `count` programs, no two alike: the templates in turn, each with other numbers. */
export function innocentPrograms(count: number): InnocentProgram[] {
  return Array.from({ length: count }, (_, n) => {
    const template = TEMPLATES[n % TEMPLATES.length] as Template
    const { name, kind = 'beforeHook', records = 1 } = template
    return {
      name: `${name} ${n}`,
      kind,
      hook: template.hook(n),
      records: Array.from({ length: records }, (_record, i) => template.values(n + i)),
    }
  })
}

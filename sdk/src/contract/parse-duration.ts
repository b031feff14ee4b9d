const CLOCK = /^(?<hours>\d{1,6}):(?<minutes>[0-5]\d)(?::(?<seconds>[0-5]\d))?$/
const ISO = /^P(?:(?<days>\d{1,6})D)?(?:T(?:(?<hours>\d{1,6})H)?(?:(?<minutes>\d{1,8})M)?(?:(?<seconds>\d{1,10})S)?)?$/i
const WORDS =
  /^(?:(?<days>\d{1,6})\s*(?:d|天)\s*)?(?:(?<hours>\d{1,6})\s*(?:h|小?时)\s*)?(?:(?<minutes>\d{1,8})\s*(?:m(?:in)?|分钟?)\s*)?(?:(?<seconds>\d{1,10})\s*(?:s|秒))?$/i

/** Seconds that a text means: `1:30` is an hour and a half; so are `1h 30m`, `1小时30分`, `PT90M` and `5400`. Null for anything else. */
export function parseDuration(text: string): number | null {
  if (/^\d{1,10}$/.test(text)) return Number(text)
  for (const form of [CLOCK, ISO, WORDS]) {
    const groups = form.exec(text)?.groups
    if (groups === undefined) continue
    const { days, hours, minutes, seconds } = groups
    if (days === undefined && hours === undefined && minutes === undefined && seconds === undefined) continue
    const [d = 0, h = 0, m = 0, s = 0] = [days, hours, minutes, seconds].map((part) => Number(part ?? 0))
    return ((d * 24 + h) * 60 + m) * 60 + s
  }
  return null
}

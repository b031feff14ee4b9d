import type { ListColumnChoice } from '@tenon/sdk/contract/personal-api'

/** A list's columns, and their widths. The same objects for the same: a list reads again for others. */
export interface ListColumns {
  columns: string[] | null
  widths: Readonly<Record<string, number>>
}

export class ListColumnsMemo {
  #last: { key: string; value: ListColumns } = { key: '', value: { columns: null, widths: {} } }

  /** `chosen`: the person's own; `view`: what the view says. */
  of(chosen: readonly ListColumnChoice[] | null, view: readonly string[] | null): ListColumns {
    const key = JSON.stringify([chosen?.map(({ field }) => field) ?? view])
    const isSame = key === this.#last.key
    const columns = isSame ? this.#last.value.columns : (chosen?.map(({ field }) => field) ?? (view && [...view]))
    const widths = Object.fromEntries((chosen ?? []).flatMap(({ field, width }) => (width ? [[field, width]] : [])))
    this.#last = { key, value: { columns, widths } }
    return this.#last.value
  }
}

/**
 * How a value that PostgreSQL sends as its columns hold it becomes JSON: `instant` and `day` of a time and a date, `number`
 * and `quoted` of an exact decimal, `money` of an amount and its currency.
 */
export type StoredForm = 'instant' | 'day' | 'number' | 'quoted' | 'money'

import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import { field } from '../model/sample-model.ts'

/** `null` where a value has no counterpart. A third item: the number of values of which something is lost. */
export const CONVERSIONS: Array<[string, FieldSchema, FieldSchema, Array<[string, string | null]>, number]> = [
  [
    'text to integer',
    field('text'),
    field('integer'),
    [
      ['7', '7'],
      [' -12 ', '-12'],
      ['007', '7'],
      ['1.6', '2'],
      ['abc', null],
      ['9007199254740992', null],
      ['1e5', null],
      ['٣', null],
    ],
    5,
  ],
  [
    'text to decimal',
    field('text'),
    field('decimal'),
    [
      ['1.5', '1.50'],
      ['1.005', '1.01'],
      ['12345678901234567890123456789', null],
      ['NaN', null],
    ],
    3,
  ],
  [
    'text to date',
    field('text'),
    field('date'),
    [
      ['2024-02-29', '2024-02-29'],
      ['2023-02-29', null],
      ['0000-01-01', null],
      ['2024-13-01', null],
      ['31.12.2024', null],
    ],
    4,
  ],
  [
    'text to a point in time',
    field('text'),
    field('dateTime'),
    [
      ['2024-02-29T23:00:00+08:00', '2024-02-29 15:00:00'],
      ['2024-02-29', '2024-02-29 00:00:00'],
      ['2024-02-30T23:00:00Z', null],
      ['2024-02-29T23:00:60Z', null],
      ['0001-01-01T00:00:00+14:00', null],
      ['tomorrow', null],
    ],
    4,
  ],
  [
    'text to time',
    field('text'),
    field('time'),
    [
      ['08:30', '08:30:00'],
      ['24:00', null],
    ],
    1,
  ],
  [
    'text to boolean',
    field('text'),
    field('boolean'),
    [
      ['Yes', 'true'],
      ['否', 'false'],
      ['maybe', null],
    ],
    1,
  ],
  [
    'text to choice, by value or label',
    field('text'),
    field('choice'),
    [
      ['red', 'red'],
      ['Colour GREEN', 'green'],
      ['颜色 blue', 'blue'],
      ["'; drop table box; --", null],
    ],
    1,
  ],
  [
    'text to several choices',
    field('text'),
    field('multiChoice'),
    [
      ['red, blue', '{red,blue}'],
      ['red; pink', '{red}'],
      ['pink', null],
    ],
    2,
  ],
  [
    'text to e-mail',
    field('text'),
    field('email'),
    [
      [' Ann@Example.com', 'ann@example.com'],
      ['ann@', null],
    ],
    1,
  ],
  [
    'text to phone',
    field('text'),
    field('phone'),
    [
      ['+86 138-0013-8000', '+8613800138000'],
      ['0138', null],
    ],
    1,
  ],
  [
    'text to URL',
    field('text'),
    field('url'),
    [
      ['https://a.example', 'https://a.example'],
      ['javascript:alert(1)', null],
    ],
    1,
  ],
  [
    'long text to text',
    field('longText'),
    field('text', { maxLength: 5 }),
    [
      ['short', 'short'],
      ['too long', 'too l'],
    ],
    1,
  ],
  ['several choices to text', field('multiChoice'), field('text'), [['{red,blue}', 'red, blue']], 0],
  [
    'decimal to fewer digits',
    field('decimal', { scale: 4 }),
    field('decimal', { scale: 1 }),
    [
      ['1.5000', '1.5'],
      ['1.2500', '1.3'],
    ],
    1,
  ],
  [
    'integer to rating',
    field('integer'),
    field('rating'),
    [
      ['4', '4'],
      ['11', null],
      ['70000', null],
    ],
    2,
  ],
  [
    'integer to boolean',
    field('integer'),
    field('boolean'),
    [
      ['1', 'true'],
      ['0', 'false'],
      ['2', null],
    ],
    1,
  ],
  ['boolean to integer', field('boolean'), field('integer'), [['true', '1']], 0],
  [
    'a point in time to its day',
    field('dateTime'),
    field('date'),
    [
      ['2024-02-29T23:00:00Z', '2024-02-29'],
      ['2024-02-29T00:00:00Z', '2024-02-29'],
    ],
    1,
  ],
  ['date to a point in time', field('date'), field('dateTime'), [['2024-02-29', '2024-02-29 00:00:00']], 0],
  ['integer to text', field('integer'), field('text'), [['12', '12']], 0],
  ['choice to several', field('choice'), field('multiChoice'), [['red', '{red}']], 0],
]

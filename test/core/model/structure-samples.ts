import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { GEO_SHAPES } from './geo-shape-samples.ts'
import { SAMPLE_FILES, sampleFiles } from './sample-files.ts'

/** Types whose values have parts → values as given and as they come back. */
export const STRUCTURE_SAMPLES = {
  personName: [
    [
      { given: ' Mary  Ann ', family: 'Lee', prefix: 'Dr.', middle: '' },
      { given: 'Mary Ann', family: 'Lee', prefix: 'Dr.' },
    ],
    ['Ludwig van Beethoven', { given: 'Ludwig van', family: 'Beethoven' }],
    ['张伟', { family: '张', given: '伟' }],
    ['Prince', { given: 'Prince' }],
    [{ given: '{"x"}' }, { given: '{"x"}' }],
    [
      { family: '=Lee,', suffix: '"Jr."' },
      { family: '=Lee,', suffix: '"Jr."' },
    ],
    [{ given: '' }, null],
  ],
  geoShape: GEO_SHAPES,
  geoPoint: [
    [
      { lat: 31.2304167, lng: '121.4737012' },
      { lat: 31.230417, lng: 121.473701 },
    ],
    ['-90, 180', { lat: -90, lng: 180 }],
    [
      { lat: -0, lng: 0 },
      { lat: 0, lng: 0 },
    ],
  ],
  objectList: [
    [
      [{ part: ' Wheel ', price: '12.5', count: '3' }, { part: '' }, { part: '轮胎', price: null }],
      [{ part: 'Wheel', price: '12.50', count: 3 }, { part: '轮胎' }],
    ],
    [[{ part: '\u202e=",\n𠮷' }], [{ part: '\u202e=",\n𠮷' }]],
    [[], null],
  ],
  file: [
    [sampleFiles('file', 0, 1, 0), sampleFiles('file', 0, 1)],
    [SAMPLE_FILES.file[2] ?? null, sampleFiles('file', 2)],
    [sampleFiles('file', 3, 4), sampleFiles('file', 3, 4)],
    [[], null],
    ['', null],
  ],
  image: [
    [sampleFiles('image', 0), sampleFiles('image', 0)],
    [sampleFiles('image', 1), sampleFiles('image', 1)],
  ],
} satisfies Record<string, Array<[given: JsonValue, stored: JsonValue]>>

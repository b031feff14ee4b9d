import type { JsonValue } from '@tenon/sdk/contract/json-value'

/** Pairs: a shape as given, and as stored. */
export const GEO_SHAPES: Array<[JsonValue, JsonValue]> = [
  [
    {
      type: 'LineString',
      coordinates: [
        [121.4737012, 31.23041678],
        [-0, 90],
      ],
    },
    {
      type: 'LineString',
      coordinates: [
        [121.473701, 31.230417],
        [0, 90],
      ],
    },
  ],
  // Clockwise, with a hole that runs the same way.
  [
    {
      type: 'Polygon',
      bbox: [0, 0, 10, 10],
      coordinates: [
        [
          [0, 0],
          [0, 10],
          [10, 10],
          [10, 0],
          [0, 0],
        ],
        [
          [4, 4],
          [4, 6],
          [6, 6],
          [6, 4],
          [4, 4],
        ],
      ],
    },
    {
      type: 'Polygon',
      coordinates: [
        [
          [0, 0],
          [10, 0],
          [10, 10],
          [0, 10],
          [0, 0],
        ],
        [
          [4, 4],
          [4, 6],
          [6, 6],
          [6, 4],
          [4, 4],
        ],
      ],
    },
  ],
  [
    '{"type":"MultiPolygon","coordinates":[[[[179,0],[180,0],[180,1],[179,0]]],[[[-180,0],[-179,0],[-180,1],[-180,0]]]]}',
    {
      type: 'MultiPolygon',
      coordinates: [
        [
          [
            [179, 0],
            [180, 0],
            [180, 1],
            [179, 0],
          ],
        ],
        [
          [
            [-180, 0],
            [-179, 0],
            [-180, 1],
            [-180, 0],
          ],
        ],
      ],
    },
  ],
]

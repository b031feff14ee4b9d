import { css } from 'lit'
import { cardListStyles } from '../app/card-list.styles.ts'

/** Examples of what comes of the rules that are chosen from. */
export const mergeQuestionStyles = [
  cardListStyles,
  css`
    h3 {
      margin: 0;
    }
    ul {
      margin-block-start: var(--tenon-space-2);
    }
  `,
]

import { css } from 'lit'

export const installSheetStyles = css`
  .about {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 168px;
    gap: var(--tenon-space-4);
    margin-bottom: var(--tenon-space-5);
  }
  .about p {
    margin: 0;
    color: var(--tenon-text-muted);
    font-size: var(--tenon-font-size-sm);
  }
  .section {
    padding-top: var(--tenon-space-4);
    border-top: 1px solid var(--tenon-line);
  }
  .go {
    position: sticky;
    inset-block-end: 0;
    display: grid;
    margin: 0 calc(-1 * var(--tenon-space-5));
    padding: var(--tenon-space-4) var(--tenon-space-5);
    border-top: 1px solid var(--tenon-line);
    background: var(--tenon-raised);
  }
  .go .button {
    justify-self: end;
  }
  .go .agree,
  .go .error {
    margin-bottom: var(--tenon-space-3);
    font-size: var(--tenon-font-size-sm);
  }
  /* Enlarged twice, it would leave half of the sheet to what is to be read. */
  @media (max-height: 479px) {
    .go {
      position: static;
    }
  }
  @media (max-width: 479px) {
    .about {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`

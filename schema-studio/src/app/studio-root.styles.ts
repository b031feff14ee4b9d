import { css } from 'lit'

export const studioRootStyles = css`
  .expired {
    width: 100%;
    max-width: none;
    height: 100%;
    max-height: none;
    margin: 0;
    padding: 0;
    border: 0;
    background: transparent;
  }
`

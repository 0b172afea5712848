// The pages that the bench makes: A4, with their number as squares above everything else, so that a page that is missing, blank
// or another one is seen.

export const SCALE = 96 / 72;
export const WIDTH = 793, HEIGHT = 1123; // 595 × 842 points
const SQUARES = 17, LEFT = 72, STEP = 12; // points

/** The row of pixels through the middle of the squares. */
export const LINE = Math.round(36 * SCALE);

/** The number that this row shows. */
export function number(row) {
  let read = 0;
  for (let bit = 0; bit < SQUARES; bit++) {
    const x = Math.round((LEFT + bit * STEP + STEP / 3) * SCALE);
    if (row[x * 4] < 128) read += 2 ** bit;
  }
  return read;
}

/**
 * Sizes follow the screen: the root font is 1/60 of the height (1/106 of the width where that is less), so a wall of any size shows
 * the same picture, and `?root=26` sets it by hand for the distance of the back row. CSS is in rem; the map is enlarged with it.
 */

const deskRootPx = 16

export function rootPixels(width: number, height: number, asked: string | null): number {
  const wanted = Number(asked)
  if (asked && wanted >= 8 && wanted <= 120) return wanted
  return Math.max(14, Math.round(Math.min(width / 106, height / 60) * 10) / 10)
}

/** Sets the root font; gives the factor for what stands on the map. */
export function applyScale(): number {
  const root = rootPixels(innerWidth, innerHeight, new URLSearchParams(location.search).get('root'))
  document.documentElement.style.fontSize = `${root}px`
  return root / deskRootPx
}

/** Whether the window is so narrow that the card lies below the map (look/narrow.css). */
export const isNarrow = (): boolean => matchMedia('(max-width: 43rem)').matches

/** Pixels of a length in rem. */
export function pixels(rem: number): number {
  return rem * parseFloat(document.documentElement.style.fontSize || '16')
}

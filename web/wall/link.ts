import type { LonLat } from '../map/server'
import { isLanguage, type Language } from '../text/text'

/** What a link to the wall says: where the map stands, which layers are on, the chosen place, the language. */
export interface Link {
  view: (LonLat & { zoom: number }) | null
  layers: string[] | null
  place: LonLat | null
  language: Language | null
}

/** Reads `#map=zoom/lat/lon&layers=a,b&at=lon,lat&lang=zh`; what is missing or makes no sense is null. */
export function readLink(hash: string): Link {
  const values = new URLSearchParams(hash.replace(/^#/, ''))
  const layers = values.get('layers')
  const lang = values.get('lang')
  return {
    view: readView(values.get('map')),
    layers: layers === null ? null : layers.split(',').filter((name) => /^[a-z_]+$/.test(name)),
    place: readPlace(values.get('at')),
    language: isLanguage(lang) ? lang : null,
  }
}

export function writeLink(link: Link): string {
  const parts: string[] = []
  if (link.view) {
    const { zoom, lat, lon } = link.view
    parts.push(`map=${zoom.toFixed(2)}/${lat.toFixed(5)}/${lon.toFixed(5)}`)
  }
  if (link.layers) parts.push(`layers=${link.layers.join(',')}`)
  if (link.place) parts.push(`at=${link.place.lon.toFixed(7)},${link.place.lat.toFixed(7)}`)
  if (link.language) parts.push(`lang=${link.language}`)
  return `#${parts.join('&')}`
}

function readView(text: string | null): Link['view'] {
  const [zoom, lat, lon] = numbers(text, '/', 3)
  if (zoom === undefined || lat === undefined || lon === undefined) return null
  return zoom >= 0 && zoom <= 22 && isPlace(lon, lat) ? { zoom, lat, lon } : null
}

function readPlace(text: string | null): LonLat | null {
  const [lon, lat] = numbers(text, ',', 2)
  if (lon === undefined || lat === undefined) return null
  return isPlace(lon, lat) ? { lon, lat } : null
}

function numbers(text: string | null, separator: string, count: number): number[] {
  const values = (text ?? '').split(separator).map((part) => (part.trim() === '' ? NaN : Number(part)))
  return values.length === count && values.every(Number.isFinite) ? values : []
}

function isPlace(lon: number, lat: number): boolean {
  return Math.abs(lon) <= 180 && Math.abs(lat) <= 90
}

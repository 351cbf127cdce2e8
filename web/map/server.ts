/** What the server answers, and how it is asked. The page talks to its own origin only, below the folder that it stands in. */

import { keyHeaders } from './key'

export interface LonLat {
  lon: number
  lat: number
}

export interface InfoLevel {
  code: string
  label_zh: string
  label_en: string
  rank: number
  count: number
}

export interface InfoTheme {
  code: string
  label_zh: string
  label_en: string
  levels: InfoLevel[]
}

export interface InfoLayer {
  layer: string
  count: number
  allowed: boolean
}

export interface Info {
  name: string | null
  edition: number
  valid_from: string | null
  sample: boolean
  attribution: string | null
  map_approval: string | null
  basemaps: string[]
  basemap_attribution: string | null
  bounds: [number, number, number, number] | null
  layers: InfoLayer[]
  themes: InfoTheme[]
}

export interface Person {
  role: string
  role_name: string
  name: string
  phone_masked: string | null
  phone?: string | null
  primary: boolean
  on_duty: boolean
  level?: string | null
}

export interface Unit {
  level: string
  level_name: string
  code: string
  name: string
}

export interface ThemeAnswer {
  theme: string
  match: 'inside' | 'nearest' | 'none'
  distance_m?: number | null
  on_border: boolean
  grid: (Unit & { kind: string }) | null
  people: Person[]
  vacant_roles: string[]
  fallback: string | { name: string } | null
  chain: (Unit & { rank: number; people: Person[] })[]
  border: { distance_m: number; across: { code: string; name: string } | null } | null
}

export interface LocateAnswer extends LonLat {
  edition: number
  frame: string
  at: string
  themes: ThemeAnswer[]
  valid_radius_m: number | null
}

/** TileJSON and style name the server's public address; the page asks the address that it came from. */
export function onOurServer(url: string, page: string): string {
  const { pathname, search } = new URL(url, page)
  const path = /\/(?:tiles|basemap|sprites)\/.*$/.exec(pathname)?.[0] ?? pathname
  return serverRoot(page) + path.slice(1) + search
}

/** A question that failed: `status` 0 means that the server gave no answer at all. */
export class AskError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message)
  }
}

const patienceMs = 8000

/** Where the server's paths begin for this page, with a slash at its end: a proxy may have put it below a path. */
export const serverRoot = (page: string): string => new URL('.', page).href

export async function ask<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await fetchWithin(path, signal)
  if (!response.ok) throw new AskError(response.status, await reasonOf(response))
  return (await response.json()) as T
}

async function fetchWithin(path: string, signal?: AbortSignal): Promise<Response> {
  const abort = new AbortController()
  const stop = () => abort.abort()
  const timer = setTimeout(stop, patienceMs)
  signal?.addEventListener('abort', stop)
  try {
    return await fetch(serverRoot(location.href) + path.slice(1), { signal: abort.signal, headers: { accept: 'application/json', ...keyHeaders() } })
  } catch (error) {
    if (signal?.aborted) throw error
    throw new AskError(0, String(error))
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', stop)
  }
}

async function reasonOf(response: Response): Promise<string> {
  try {
    const problem = (await response.json()) as { detail?: string; title?: string }
    return problem.detail ?? problem.title ?? String(response.status)
  } catch {
    return String(response.status)
  }
}

/** Degrees with the seven decimals of the lattice. */
export function degrees(value: number): string {
  return value.toFixed(7)
}

export const searchRadiusM = 2000

export function locate(at: LonLat, signal?: AbortSignal): Promise<LocateAnswer> {
  return ask(`/v1/locate?lon=${degrees(at.lon)}&lat=${degrees(at.lat)}&within=${searchRadiusM}`, signal)
}

export function gridShape(code: string, theme: string, signal?: AbortSignal): Promise<GeoJSON.GeoJSON> {
  return ask(`/v1/grids/${encodeURIComponent(code)}.geojson?theme=${encodeURIComponent(theme)}`, signal)
}

export const readInfo = (): Promise<Info> => ask('/v1/info')

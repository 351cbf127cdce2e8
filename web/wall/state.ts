import { computed, signal } from '@preact/signals'
import { AskError, locate, type Info, type LocateAnswer, type LonLat } from '../map/server'

/** The state of the page. The link (link.ts) holds all of it that a person chose; the rest comes from the server. */

export const layerNames = ['grids', 'borders', 'names', 'enterprise', 'cameras', 'key_sites', 'rental_houses'] as const
export type LayerName = (typeof layerNames)[number]

export const info = signal<Info | null>(null)
export const view = signal<(LonLat & { zoom: number }) | null>(null)
export const shownLayers = signal<readonly LayerName[]>(['grids', 'borders', 'names', 'cameras', 'key_sites'])
export const panelIsOpen = signal(true)
/** When the server was last heard before it fell silent; null while it answers. Milliseconds since 1970. */
export const silentSince = signal<number | null>(null)
/** The server answers, but not this caller. */
export const isDenied = signal(false)
export const keyFormIsOpen = signal(false)
/** A sentence key for what keeps the map from being drawn at all. */
export const mapFailure = signal<'page.no_webgl' | null>(null)
export const mapIsReady = signal(false)

export const place = signal<LonLat | null>(null)
export const answer = signal<{ at: LonLat; value: LocateAnswer; tookMs: number } | null>(null)
export const answerFailure = signal<string | null>(null)

/** The answer for the chosen place, or null while it is being asked for. */
export const currentAnswer = computed(() => (answer.value && answer.value.at === place.value ? answer.value : null))

export function isLayerName(name: string): name is LayerName {
  return (layerNames as readonly string[]).includes(name)
}

/** Whether the caller may see a layer of the server; the layers of the grids are open to whoever sees the page. */
export function isAllowed(name: LayerName): boolean {
  const layer = info.value?.layers.find((candidate) => candidate.layer === name)
  return layer ? layer.allowed : !['cameras', 'key_sites', 'rental_houses'].includes(name) || info.value === null
}

export function toggleLayer(name: LayerName): void {
  const shown = new Set(shownLayers.value)
  if (!shown.delete(name)) shown.add(name)
  shownLayers.value = layerNames.filter((candidate) => shown.has(candidate))
}

let question: AbortController | null = null

/** Chooses a place and asks whose it is; null closes the card. A newer question cancels an older one. */
export async function choose(at: LonLat | null): Promise<void> {
  question?.abort()
  place.value = at
  answerFailure.value = null
  if (!at) return
  const mine = (question = new AbortController())
  const began = performance.now()
  try {
    const value = await locate(at, mine.signal)
    if (mine.signal.aborted) return
    answer.value = { at, value, tookMs: Math.round(performance.now() - began) }
  } catch (error) {
    if (mine.signal.aborted) return
    answerFailure.value = error instanceof Error ? error.message : String(error)
    if (error instanceof AskError && error.status === 0) silentSince.value ??= Date.now()
  }
}

/** Whether there is an edition to show, as far as is known. */
export const hasGrids = (): boolean => info.value === null || info.value.edition > 0

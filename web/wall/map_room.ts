import { effect } from '@preact/signals'
import type { Map as MapLibreMap, StyleSpecification } from 'maplibre-gl'
import { showGrid, showPlace } from '../map/selection'
import { ask, gridShape, type LonLat } from '../map/server'
import { createWallMap, rescale, showGroup } from '../map/wall_map'
import { language, t } from '../text/text'
import { applyScale, isNarrow, pixels } from './screen'
import { choose, currentAnswer, info, isAllowed, layerNames, mapFailure, mapIsReady, panelIsOpen, place, shownLayers, view } from './state'

/** The map and its ties to the state of the page: each follows the other. */
export interface MapRoom {
  open(): Promise<void>
  goTo(at: LonLat & { zoom: number }): void
  zoomBy(steps: number): void
  home(): void
  refresh(): void
}

const retryMs = 3000
/** The part of a narrow window's height that the card takes, with the line below it. */
const cardShare = 0.48

export function startMap(container: HTMLElement): MapRoom {
  let map: MapLibreMap | null = null
  return {
    open: async () => {
      map = await openMap(container)
    },
    goTo: ({ lon, lat, zoom }) => map?.jumpTo({ center: [lon, lat], zoom }),
    zoomBy: (steps) => map?.zoomTo(map.getZoom() + steps),
    home: () => map && info.value?.bounds && map.fitBounds(info.value.bounds, { padding: freeSpace() }),
    refresh: () => map && readTilesAgain(map),
  }
}

/** The part of the screen that no panel covers. */
function freeSpace() {
  if (isNarrow()) return { top: pixels(4.5), bottom: place.value ? innerHeight * cardShare : pixels(4.5), left: pixels(1), right: pixels(4) }
  const side = panelIsOpen.value ? pixels(19) : pixels(2)
  return { top: pixels(5.5), bottom: pixels(5), left: side, right: place.value ? pixels(27) : pixels(4) }
}

async function openMap(container: HTMLElement): Promise<MapLibreMap | null> {
  const style = await readStyle()
  try {
    const bounds = info.value?.bounds ?? null
    const withheld = layerNames.filter((name) => !isAllowed(name))
    return createWallMap({ container, style, withheld, scale: applyScale(), view: view.value, bounds, padding: freeSpace() }, tie)
  } catch {
    mapFailure.value = 'page.no_webgl'
    return null
  }
}

/** The style of the wall; asks again until the server gives it. */
async function readStyle(): Promise<StyleSpecification> {
  for (;;) {
    try {
      return await ask<StyleSpecification>('/styles/wall.json')
    } catch {
      await new Promise((wake) => setTimeout(wake, retryMs))
    }
  }
}

/** The page says on the map's element whether all of the picture stands, for tests and for whoever takes pictures. */
function tellState(map: MapLibreMap): void {
  const tell = (state: string) => () => (map.getContainer().dataset.state = state)
  map.on('dataloading', tell('loading'))
  map.on('movestart', tell('loading'))
  map.on('idle', tell('idle'))
}

function tie(map: MapLibreMap): void {
  tellState(map)
  followView(map)
  followState(map)
  answerClicks(map)
  addEventListener('resize', () => rescale(map, applyScale()))
  mapIsReady.value = true
}

function followView(map: MapLibreMap): void {
  const note = () => {
    const { lng, lat } = map.getCenter()
    view.value = { lon: lng, lat, zoom: map.getZoom() }
  }
  map.on('moveend', note)
  note()
}

function followState(map: MapLibreMap): void {
  effect(() => {
    map.getContainer().dataset.state = 'loading'
    for (const name of layerNames) showGroup(map, name, shownLayers.value.includes(name) && isAllowed(name))
  })
  effect(() => showPlace(map, place.value))
  effect(() => {
    map.getCanvas().setAttribute('aria-label', t('map.label'))
    map.getCanvas().lang = language.value
  })
  effect(() => void highlight(map))
}

let shapeQuestion: AbortController | null = null

async function highlight(map: MapLibreMap): Promise<void> {
  const found = currentAnswer.value
  shapeQuestion?.abort()
  const theme = found?.value.themes.find((one) => one.theme === 'base') ?? found?.value.themes[0]
  if (!theme?.grid) return showGrid(map, null)
  const mine = (shapeQuestion = new AbortController())
  const shape = await gridShape(theme.grid.code, theme.theme, mine.signal).catch(() => null)
  if (!mine.signal.aborted) showGrid(map, shape)
}

function answerClicks(map: MapLibreMap): void {
  map.on('click', (event) => {
    void choose(rounded({ lon: event.lngLat.lng, lat: event.lngLat.lat }))
    keepInSight(map, event.point)
  })
  map.getCanvas().addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return
    const { lng, lat } = map.getCenter()
    void choose(rounded({ lon: lng, lat }))
  })
}

/** The place as the link says it, so that a reload asks for the very same point. */
function rounded({ lon, lat }: LonLat): LonLat {
  return { lon: Math.round(lon * 1e7) / 1e7, lat: Math.round(lat * 1e7) / 1e7 }
}

/** Moves the map when the card would cover the clicked point. */
function keepInSight(map: MapLibreMap, { x, y }: { x: number; y: number }): void {
  const { clientWidth, clientHeight } = map.getContainer()
  const beyondX = isNarrow() ? 0 : Math.max(0, x - (clientWidth - pixels(28)))
  const beyondY = isNarrow() ? Math.max(0, y - clientHeight * (1 - cardShare) + pixels(3)) : 0
  const duration = matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 350
  if (beyondX + beyondY > 0) map.panBy([beyondX, beyondY], { duration })
}

function readTilesAgain(map: MapLibreMap): void {
  for (const [id, source] of Object.entries(map.getStyle().sources)) {
    if (source.type === 'vector') map.refreshTiles(id)
  }
}

import { Map as MapLibreMap, ScaleControl, setWorkerUrl, type StyleSpecification } from 'maplibre-gl'
import { addIcons } from './icons'
import { keyHeaders } from './key'
import { drawRings, rescaleRings } from './rings'
import { addSelectionLayers } from './selection'
import { onOurServer, serverRoot, type LonLat } from './server'

export interface WallMapOptions {
  container: HTMLElement
  style: StyleSpecification
  /** Sources that the caller may not read: their layers are left out. */
  withheld: string[]
  /** Factor by which texts, lines and icons are enlarged for this screen; 1 on a desk. */
  scale: number
  view: (LonLat & { zoom: number }) | null
  bounds: [number, number, number, number] | null
  padding: { top: number; bottom: number; left: number; right: number }
}

/** Pixels a metre takes at zoom 16, at a latitude in degrees. */
export function pixelsPerMetre(lat: number): number {
  return (512 * 2 ** 16) / (40_075_016.686 * Math.cos((lat * Math.PI) / 180))
}

/** The map of the wall. Throws where the browser has no WebGL2. `ready` runs once the style stands and the icons are in. */
export function createWallMap(options: WallMapOptions, ready: (map: MapLibreMap) => void): MapLibreMap {
  setWorkerUrl(`${serverRoot(location.href)}assets/maplibre-worker.js`)
  const map = new MapLibreMap({
    container: options.container,
    style: forThisScreen(options),
    ...startOf(options),
    minZoom: 4,
    maxZoom: 20,
    maxPitch: 0,
    dragRotate: false,
    pitchWithRotate: false,
    attributionControl: false,
    fadeDuration: 120,
    maxCanvasSize: [7680, 4320],
    localIdeographFontFamily: "'Noto Sans CJK SC','Noto Sans SC','Microsoft YaHei','PingFang SC','WenQuanYi Micro Hei',sans-serif",
    transformRequest: (url) => ({ url: onOurServer(url, location.href), headers: keyHeaders() }),
  })
  map.touchZoomRotate.disableRotation()
  map.keyboard.disableRotation()
  map.addControl(new ScaleControl({ maxWidth: 160 * options.scale }), 'bottom-left')
  map.on('load', () => {
    addSelectionLayers(map, firstPointLayer(map))
    ready(map)
  })
  drawRings(map, () => map.getGlobalState().k as number)
  map.on('style.load', () => addIcons(map, options.scale))
  return map
}

/** The style as the caller may see it, at the size of this screen. */
function forThisScreen(options: WallMapOptions): StyleSpecification {
  const lat = options.bounds ? (options.bounds[1] + options.bounds[3]) / 2 : 30
  const state = { ...options.style.state, k: { default: options.scale }, pixels_per_metre: { default: pixelsPerMetre(lat) } }
  const mayRead = (source: string) => !options.withheld.includes(source)
  return {
    ...options.style,
    state,
    sources: Object.fromEntries(Object.entries(options.style.sources).filter(([name]) => mayRead(name))),
    layers: options.style.layers.filter((layer) => !('source' in layer) || mayRead(layer.source as string)),
  }
}

function startOf({ view, bounds, padding }: WallMapOptions) {
  if (view) return { center: [view.lon, view.lat] as [number, number], zoom: view.zoom }
  if (bounds) return { bounds, fitBoundsOptions: { padding } }
  return { center: [104, 35.5] as [number, number], zoom: 4 }
}

/** Layers of the style name their group in `metadata`. */
export function layersOfGroup(map: MapLibreMap, group: string): string[] {
  return map
    .getStyle()
    .layers.filter((layer) => (layer.metadata as Record<string, unknown> | undefined)?.['jingwei:group'] === group)
    .map((layer) => layer.id)
}

function firstPointLayer(map: MapLibreMap): string | undefined {
  return map.getStyle().layers.find((layer) => layer.type === 'symbol' || layer.type === 'circle')?.id
}

export function showGroup(map: MapLibreMap, group: string, shown: boolean): void {
  for (const id of layersOfGroup(map, group)) map.setLayoutProperty(id, 'visibility', shown ? 'visible' : 'none')
}

/** New sizes after the window changed: texts and lines follow the state `k`, icons are drawn again. */
export function rescale(map: MapLibreMap, scale: number): void {
  map.setGlobalStateProperty('k', scale)
  addIcons(map, scale)
  rescaleRings(map, scale)
}

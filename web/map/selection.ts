import type { GeoJSONSource, Map as MapLibreMap } from 'maplibre-gl'
import type { LonLat } from './server'

const nothing: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] }

/** Adds the empty layers that show the chosen place and its grid, below the layer named `under`. */
export function addSelectionLayers(map: MapLibreMap, under: string | undefined): void {
  map.addSource('chosen_grid', { type: 'geojson', data: nothing })
  map.addSource('chosen_place', { type: 'geojson', data: nothing })
  map.addLayer({ id: 'chosen_grid_fill', type: 'fill', source: 'chosen_grid', paint: { 'fill-color': '#FFE08A', 'fill-opacity': 0.2 } }, under)
  map.addLayer(
    {
      id: 'chosen_grid_glow',
      type: 'line',
      source: 'chosen_grid',
      layout: { 'line-join': 'round' },
      paint: { 'line-color': '#FFE08A', 'line-opacity': 0.35, 'line-width': ['*', 11, ['global-state', 'k']], 'line-blur': ['*', 8, ['global-state', 'k']] },
    },
    under,
  )
  map.addLayer(
    {
      id: 'chosen_grid_line',
      type: 'line',
      source: 'chosen_grid',
      layout: { 'line-join': 'round' },
      paint: { 'line-color': '#FFF1C4', 'line-width': ['*', 2.6, ['global-state', 'k']] },
    },
    under,
  )
  addPlaceLayers(map)
}

function addPlaceLayers(map: MapLibreMap): void {
  map.addLayer({
    id: 'chosen_place_ring',
    type: 'circle',
    source: 'chosen_place',
    paint: {
      'circle-radius': ['*', 12, ['global-state', 'k']],
      'circle-color': 'rgba(255, 255, 255, 0.12)',
      'circle-stroke-color': '#FFFFFF',
      'circle-stroke-width': ['*', 2, ['global-state', 'k']],
    },
  })
  map.addLayer({
    id: 'chosen_place_dot',
    type: 'circle',
    source: 'chosen_place',
    paint: {
      'circle-radius': ['*', 4, ['global-state', 'k']],
      'circle-color': '#FFC533',
      'circle-stroke-color': '#0B1526',
      'circle-stroke-width': 1,
    },
  })
}

export function showPlace(map: MapLibreMap, at: LonLat | null): void {
  const point: GeoJSON.Feature | null = at && { type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates: [at.lon, at.lat] } }
  void map.getSource<GeoJSONSource>('chosen_place')?.setData(point ?? nothing)
}

export function showGrid(map: MapLibreMap, shape: GeoJSON.GeoJSON | null): void {
  void map.getSource<GeoJSONSource>('chosen_grid')?.setData(shape ?? nothing)
}

// Tiles of the sample city by programs that others use, of the same features: the level of grids that a zoom draws, key sites from
// zoom 12, cameras from 13, rental houses from 15, with the attributes that our tiles have, extent 4096, buffer 64, uncompressed.
import { createRequire } from 'node:module';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { startPostgis } from './postgis.mjs';

/** What a tile of a zoom holds, in both: the name of a file of features, and the layer that it becomes. */
export function layersAt(zoom) {
  const level = zoom <= 10 ? 'township' : zoom <= 12 ? 'community' : 'grid';
  const layers = [{ table: `grids_${level}`, layer: 'grids' }];
  if (zoom >= 12) layers.push({ table: 'key_sites', layer: 'key_sites' });
  if (zoom >= 13) layers.push({ table: 'cameras', layer: 'cameras' });
  if (zoom >= 15) layers.push({ table: 'rental_houses', layer: 'rental_houses' });
  return layers;
}
export const tables = ['grids_township', 'grids_community', 'grids_grid', 'key_sites', 'cameras', 'rental_houses'];

/** The attributes that our tiles carry of a feature, from those that an export gives. */
export function attributesOf(table, p) {
  if (table.startsWith('grids_')) return { code: p.code, name: p.name, level: p.level, kind: p.kind, parent: p.parent, theme: 'base' };
  if (table === 'cameras') return { code: p.code, name: p.name, kind: p.kind, azimuth: p.azimuth_deg, fov: p.fov_deg, range: p.range_m, online: p.online };
  if (table === 'key_sites') return { code: p.code, name: p.name, kind: p.kind, attention: p.attention };
  return { code: p.code, building_use: p.building_use, rental_use: p.rental_use, let_kind: p.let_kind };
}

const featuresOf = (folder, table) =>
  JSON.parse(readFileSync(path.join(folder, `${table}.geojson`), 'utf8')).features.map((feature, i) => ({
    type: 'Feature', id: i + 1, geometry: feature.geometry, properties: attributesOf(table, feature.properties),
  }));

/** ST_AsMVT with a prepared statement a zoom, in a session of psql: milliseconds and bytes of each tile, the best of `passes`. */
export function postgisTiles(folder, tiles, passes = 3) {
  const database = startPostgis();
  try {
    for (const table of tables) {
      const lines = featuresOf(folder, table).map(({ id, geometry, properties }) =>
        [id, JSON.stringify(properties), JSON.stringify(geometry)].map((text) => String(text).replaceAll('\\', '\\\\').replaceAll('\t', ' ')).join('\t'));
      const columns = Object.keys(featuresOf(folder, table)[0].properties);
      database.sql(`CREATE TABLE raw_${table} (id bigint, p jsonb, g text)`);
      database.sql(`COPY raw_${table} FROM STDIN`, lines.join('\n') + '\n');
      database.sql(`CREATE TABLE ${table} AS SELECT id, ${columns.map((c) => `p->>'${c}' AS ${c}`).join(', ')},
        ST_Transform(ST_SetSRID(ST_GeomFromGeoJSON(g), 4326), 3857) AS geom FROM raw_${table}`);
      database.sql(`CREATE INDEX ON ${table} USING gist (geom)`);
      database.sql(`DROP TABLE raw_${table}`);
      database.sql(`VACUUM ANALYZE ${table}`);
    }
    return { version: database.version(), tiles: tiles.map((tile) => postgisTile(database, tile, passes)) };
  } finally {
    database.stop();
  }
}

function postgisTile(database, { z, x, y }, passes) {
  const parts = layersAt(z).map(({ table, layer }) => {
    const columns = columnsOf(table).map((column) => `t.${column}`).join(', ');
    return `(SELECT coalesce(ST_AsMVT(q, '${layer}', 4096, 'geom', 'id'), ''::bytea) FROM
      (SELECT t.id, ${columns}, ST_AsMVTGeom(t.geom, b.box, 4096, 64, true) AS geom
       FROM ${table} t, (SELECT ST_TileEnvelope(${z}, ${x}, ${y}) AS box) b
       WHERE t.geom && ST_TileEnvelope(${z}, ${x}, ${y}, margin => 64.0 / 4096)) q WHERE q.geom IS NOT NULL)`;
  });
  const statement = `SELECT length(${parts.join(' || ')})`;
  return { milliseconds: database.milliseconds(statement, passes), bytes: Number(database.sql(statement)) };
}

const columnsOf = (table) => Object.keys(attributesOf(table, {}));

/** geojson-vt and vt-pbf: an index a layer, its first answers, which cut the tile from the coarser ones. */
export function geojsonVtTiles(folder, tiles, modules) {
  const require = createRequire(path.resolve(modules, 'node_modules/'));
  return import(require.resolve('geojson-vt')).then(({ default: geojsonvt }) => {
    const vtpbf = require('vt-pbf');
    const begun = process.cpuUsage();
    const indices = Object.fromEntries(tables.map((table) => [table, geojsonvt({ type: 'FeatureCollection', features: featuresOf(folder, table) },
      { maxZoom: 16, indexMaxZoom: 8, indexMaxPoints: 100_000, tolerance: 3, extent: 4096, buffer: 64 })]));
    const built = process.cpuUsage(begun);
    const answers = tiles.map(({ z, x, y }) => {
      const start = process.hrtime.bigint();
      const layers = {};
      for (const { table, layer } of layersAt(z)) {
        const tile = indices[table].getTile(z, x, y);
        if (tile) layers[layer] = tile;
      }
      const bytes = vtpbf.fromGeojsonVt(layers, { version: 2, extent: 4096 }).length;
      return { milliseconds: Number(process.hrtime.bigint() - start) / 1e6, bytes };
    });
    return { seconds: (built.user + built.system) / 1e6, tiles: answers };
  });
}

export const geojsonVtInstalled = (modules) => existsSync(path.join(modules, 'node_modules/vt-pbf'));

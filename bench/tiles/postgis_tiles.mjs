// ST_AsMVT of a private server over the tables of a folder: prepared, warm, one session. Only the CPU that its process
// uses is counted, and only the length of each tile is sent.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { summary } from './mvt_count.mjs';
import { attributes, styledLayers, tileList } from './styled_layers.mjs';

function load(database, folder) {
  for (const { name } of styledLayers) {
    database.sql('DROP TABLE IF EXISTS raw; CREATE TABLE raw (line text)');
    database.sql(`COPY raw FROM STDIN WITH (FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02')`, readFileSync(path.join(folder, `${name}.geojsonl`)));
    const columns = Object.entries(attributes[name]).map(([key, type]) => `(j->'properties'->>'${key}')::${type} AS ${key}`);
    database.sql(`CREATE TABLE ${name} AS SELECT (j->>'id')::int8 AS id, ${columns},
        ST_Transform(ST_SetSRID(ST_GeomFromGeoJSON(j->'geometry'), 4326), 3857) AS geom
      FROM (SELECT line::jsonb AS j FROM raw) AS lines ORDER BY geom`);
    database.sql(`CREATE INDEX ON ${name} USING gist (geom)`);
    database.sql(`VACUUM ANALYZE ${name}`);
  }
  database.sql('DROP TABLE raw');
}

/** A prepared statement for a zoom that builds the whole tile, its layers one after another, and answers `what` of it. */
function statement(zoom, what) {
  const box = 'ST_TileEnvelope($1, $2, $3)';
  const layers = styledLayers.filter(({ minZoom }) => zoom >= minZoom).map(({ name, polygon }) => {
    const buffer = polygon ? 64 : 0;
    return `coalesce((SELECT ST_AsMVT(f, '${name}', 4096, 'shape', 'id') FROM (
      SELECT id, ${Object.keys(attributes[name])}, ST_AsMVTGeom(geom, ${box}, 4096, ${buffer}, true) AS shape
      FROM ${name} WHERE geom && ST_TileEnvelope($1, $2, $3, margin => ${buffer} / 4096.0)) AS f WHERE shape IS NOT NULL), '')`;
  });
  return `PREPARE z${zoom} (int, int, int) AS SELECT ${what}(${layers.join(' || ')});`;
}

/** CPU seconds, of two passes the quicker, and what the tiles hold. */
export function postgisTiles(database, folder, clockTicks) {
  const begun = process.hrtime.bigint();
  load(database, folder);
  const prepared = Number(process.hrtime.bigint() - begun) / 1e9;
  const list = tileList(folder);
  const zooms = [...new Set(list.map(([z]) => z))];
  const asked = (what) => [
    'SET plan_cache_mode = force_custom_plan;', ...zooms.map((zoom) => statement(zoom, what)),
  ].join('\n');
  const build = list.map(([z, x, y]) => `EXECUTE z${z}(${z}, ${x}, ${y});`).join('\n');
  const clock = `SELECT 'cpu ' || pg_read_file('/proc/self/stat', 0, 1000);`;
  const said = database.script([asked('length'), clock, build, clock, build, clock].join('\n'));
  const clocks = [...said.matchAll(/^cpu .*\) (.*)$/gm)].map(([, rest]) => {
    const fields = rest.split(' ');
    return (Number(fields[11]) + Number(fields[12])) / clockTicks;
  });
  const answers = database.script(`${asked('')}\n${build}`);
  const tiles = [...answers.matchAll(/^\\x([0-9a-f]*)$/gm)].map(([, hex]) => Buffer.from(hex, 'hex'));
  if (tiles.length !== list.length) throw new Error(`PostGIS answered ${tiles.length} of ${list.length} tiles`);
  return { engine: 'PostGIS', cpu_s: Math.min(clocks[1] - clocks[0], clocks[2] - clocks[1]), prepared_s: prepared, ...summary(tiles) };
}

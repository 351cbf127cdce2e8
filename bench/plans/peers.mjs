// The same operations done by topologies in SQL, and the same ground cleaned by mapshaper, in the same run.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { postgisInstalled, startPostgis } from '../peers/postgis.mjs';
import { median, quantile } from './client.mjs';

const absent = (what) => console.log(`skipped: ${what}, because it is absent (scripts/bench --peers installs it)`);
const kinds = ['split', 'merge', 'reshape'];

/** CPU seconds of a program and what it starts. */
function cpuOf(program, args) {
  const said = spawnSync('sh', ['-c', '"$@" >&2 && times', 'sh', program, ...args], { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (said.status !== 0) throw new Error(said.stderr);
  const last = said.stdout.trim().split('\n').at(-1);
  return [...last.matchAll(/(\d+)m([\d.]+)s/g)].reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds), 0);
}

function told(row, peer, times, note) {
  for (const kind of kinds) {
    const own = times[kind];
    if (own.length === 0) continue;
    row(`plan op, ${peer}, ${kind}: median`, median(own), 'ms', `${own.length} ops, p99 ${quantile(own, 0.99).toFixed(1)} ms; ${note}`);
  }
}

const sqliteTables = `
SELECT InitSpatialMetaData(1);
SELECT CreateTopology('city', 4490, 0, 0);
CREATE TEMP TABLE faces (id, box); CREATE TEMP TABLE nodes (id, at);
CREATE TEMP TABLE edges (id, a, b, next_left, next_right, left_face, right_face, line);
.mode tabs`;
const sqliteFill = `
BEGIN;
INSERT INTO city_face (face_id, mbr) SELECT CAST(id AS INT), GeomFromEWKT(box) FROM faces;
INSERT INTO city_node (node_id, geom) SELECT CAST(id AS INT), GeomFromEWKT(at) FROM nodes;
INSERT INTO city_edge (edge_id, start_node, end_node, next_left_edge, next_right_edge, left_face, right_face, geom)
  SELECT CAST(id AS INT), CAST(a AS INT), CAST(b AS INT), CAST(next_left AS INT), CAST(next_right AS INT), CAST(left_face AS INT), CAST(right_face AS INT), GeomFromEWKT(line) FROM edges;
COMMIT;
.mode list`;

/** What SpatiaLite's command line is told for an operation. */
function sqliteScript({ kind, peer }) {
  const line = `GeomFromEWKT('${peer.line}')`;
  if (kind === 'merge') return `SELECT ST_RemEdgeModFace('city', ${peer.edge});`;
  if (kind === 'reshape') return `SELECT ST_ChangeEdgeGeom('city', ${peer.edge}, ${line});`;
  const node = (edge, at) => `SELECT ST_ModEdgeSplit('city', ${edge}, GeomFromEWKT('${at}'));`;
  const last = '(SELECT max(node_id) FROM city_node)'; // the two nodes are numbered as they are made
  return `${node(peer.first, peer.first_at)}\n${node(peer.second, peer.second_at)}\nSELECT ST_AddEdgeModFace('city', ${last} - 1, ${last}, ${line});`;
}

/** SpatiaLite's topology (RTTOPO) in memory, filled with the same arcs, driven by its command line. */
export function spatialiteRows({ row, installed }, ops, folder) {
  if (!installed('sqlite3') || spawnSync('sqlite3', [':memory:', '-cmd', '.load mod_spatialite', 'SELECT HasTopology()'], { encoding: 'utf8' }).stdout?.trim() !== '1') {
    return absent('SpatiaLite topology');
  }
  const imports = ['faces', 'nodes', 'edges'].map((name) => `.import ${path.join(folder, `${name}.tsv`)} ${name}`).join('\n');
  const script = ops.map((op, nth) => `.print op ${nth}\n${sqliteScript(op)}`).join('\n');
  const done = spawnSync('sqlite3', [':memory:'], {
    input: `.load mod_spatialite\n${sqliteTables}\n${imports}\n.timer on\n.print filled\n${sqliteFill}\n${script}\n.print end\n`,
    encoding: 'utf8', maxBuffer: 1 << 28,
  });
  const [filling, ...answers] = done.stdout.slice(done.stdout.indexOf('filled')).split(/^op \d+$/m);
  const cpuOf = (text) => [...text.matchAll(/user ([\d.]+) sys ([\d.]+)/g)].reduce((sum, [, user, sys]) => sum + Number(user) + Number(sys), 0) * 1000;
  row('SpatiaLite topology, filled with the city', cpuOf(filling) / 1000, 's CPU', 'from ready tables; polygon by polygon it takes about a minute');
  const times = Object.fromEntries(kinds.map((kind) => [kind, []]));
  const refused = done.stderr.split('\n').filter((text) => /exception|error/i.test(text) && !/sqlite3_close/.test(text));
  answers.forEach((text, nth) => times[ops[nth].kind].push(cpuOf(text.split(/^end$/m)[0])));
  told(row, 'SpatiaLite topology', times, `CPU, in memory, no log, no numbers, no problems${refused.length ? `; ${refused.length} refused: ${refused[0]}` : ''}`);
  return times;
}

function postgisScript({ kind, peer }) {
  if (kind === 'merge') return `SELECT topology.ST_RemEdgeModFace('city', ${peer.edge});`;
  if (kind === 'reshape') return `SELECT topology.ST_ChangeEdgeGeom('city', ${peer.edge}, '${peer.line}');`;
  return `SELECT topology.ST_ModEdgeSplit('city', ${peer.first}, '${peer.first_at}') AS a \\gset
SELECT topology.ST_ModEdgeSplit('city', ${peer.second}, '${peer.second_at}') AS b \\gset
SELECT topology.ST_AddEdgeModFace('city', :a, :b, '${peer.line}');`;
}

const postgisFill = `
INSERT INTO city.edge_data (edge_id, start_node, end_node, next_left_edge, abs_next_left_edge, next_right_edge, abs_next_right_edge, left_face, right_face, geom)
  SELECT id, a, b, next_left, abs(next_left), next_right, abs(next_right), left_face, right_face, line FROM edges;
SELECT setval('city.edge_data_edge_id_seq', (SELECT max(edge_id) FROM city.edge_data)), setval('city.node_node_id_seq', (SELECT max(node_id) FROM city.node)),
  setval('city.face_face_id_seq', (SELECT max(face_id) FROM city.face));`;

/** PostGIS' topology, filled with the same arcs, on one connection over a local socket, without fsync. */
export function postgisRows({ row }, ops, folder) {
  if (!postgisInstalled()) return absent('PostGIS topology');
  const database = startPostgis();
  try {
    const begun = process.hrtime.bigint();
    database.sql('CREATE EXTENSION postgis_topology');
    database.sql("SELECT topology.CreateTopology('city', 4490, 0)");
    const copy = (table, name) => database.sql(`COPY ${table} FROM STDIN`, readFileSync(path.join(folder, `${name}.tsv`)));
    copy('city.face (face_id, mbr)', 'faces');
    copy('city.node (node_id, geom)', 'nodes');
    database.sql('CREATE TABLE edges (id int, a int, b int, next_left int, next_right int, left_face int, right_face int, line geometry)');
    copy('edges', 'edges');
    database.script(postgisFill);
    database.script('VACUUM ANALYZE city.edge_data; VACUUM ANALYZE city.node; VACUUM ANALYZE city.face;'.split('; ').join(';\n'));
    row('PostGIS topology, filled with the city', Number(process.hrtime.bigint() - begun) / 1e9, 's', `from ready tables; PostGIS ${database.version()}`);
    const said = database.script(`\\timing on\n${ops.map((op, nth) => `\\echo op ${nth}\n${postgisScript(op)}`).join('\n')}\n`);
    const times = Object.fromEntries(kinds.map((kind) => [kind, []]));
    said.split(/^op \d+$/m).slice(1).forEach((text, nth) => {
      times[ops[nth].kind].push([...text.matchAll(/Time: ([\d.]+) ms/g)].reduce((sum, [, ms]) => sum + Number(ms), 0));
    });
    told(row, 'PostGIS topology', times, 'wall, one connection over a local socket, no fsync, no log, no numbers, no problems');
    return times;
  } finally {
    database.stop();
  }
}

/** mapshaper -clean of the grids: what it costs beside reading and writing the same file. */
export function mapshaperRows({ row }, folder, ours) {
  const program = 'bench/peers/node_modules/mapshaper/bin/mapshaper';
  if (!existsSync(program)) return absent('mapshaper');
  const file = path.join(folder, 'grids.geojson');
  const cpu = (...commands) => cpuOf(process.execPath, [program, '-i', file, ...commands, '-o', path.join(folder, 'cleaned.geojson'), 'force']);
  const cleaned = cpu('-clean');
  const seconds = cleaned - cpu();
  const { version } = JSON.parse(readFileSync('bench/peers/node_modules/mapshaper/package.json', 'utf8'));
  row('whole check, mapshaper -clean', seconds * 1000, 'ms CPU', `mapshaper ${version}, of ${cleaned.toFixed(1)} s with reading and writing; mends instead of naming`);
  row('whole check beside mapshaper -clean', (seconds * 1000) / ours, '× as fast');
}

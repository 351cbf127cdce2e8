// The rows "plans 1" to "plans 4": operations on a plan over HTTP, its problems and whole check, its publication, the comparison
// of two editions, and suggestions, with their peers in the same run.
import { mkdirSync, mkdtempSync, existsSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { client, cpuMillisecondsOfAll, done, fsyncProbe, median, quantile, rested } from './client.mjs';
import { mapshaperRows, postgisRows, spatialiteRows } from './peers.mjs';

const rounds = 60;
const kinds = ['split', 'reassign', 'merge', 'reshape', 'take_over'];
const any = { 'If-Match': '*' };
const both = ({ wall, cpu }) => `server CPU ${cpu.toFixed(1)} ms, wall ${wall.toFixed(1)} ms`;

/** What run.mjs lends: row, output, started, installed, binary, buildFolder, dataFolder. */
export async function planRows(tools) {
  const city = path.join(tools.dataFolder, 'city.sqlite');
  if (!existsSync(city)) return console.log('skipped: plans, because there is no sample city');
  const folder = mkdtempSync(path.join(os.tmpdir(), 'jingwei-bench-'));
  try {
    const figures = groundRows(tools, city, folder);
    const ops = readFileSync(path.join(folder, 'ops.ndjson'), 'utf8').trim().split('\n').map((line) => JSON.parse(line));
    const ours = await serverRows(tools, city, folder, ops);
    for (const restarted of [false, true]) await hurriedRow(tools, city, path.join(folder, `hurried-${restarted}`), ops, restarted);
    const theirs = ops.filter((op) => op.peer);
    const lite = spatialiteRows(tools, theirs, folder);
    const gis = postgisRows(tools, theirs, folder);
    for (const kind of ['split', 'merge', 'reshape']) {
      if (lite) tools.row(`plan op, ${kind}, beside SpatiaLite topology`, median(lite[kind]) / median(ours.cpu[kind]), '× as fast', 'medians of CPU; ours answers with numbers and problems, and is logged');
      if (gis) tools.row(`plan op, ${kind}, beside PostGIS topology`, median(gis[kind]) / median(ours.wall[kind]), '× as fast', 'medians of wall time; ours with its fsync');
    }
    mapshaperRows(tools, folder, figures['whole check']);
    suggestRows(tools);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The whole check beside GEOS; leaves operations and the peers' tables in the folder. */
function groundRows({ row, output, buildFolder }, city, folder) {
  const figures = {};
  for (const line of output(path.join(buildFolder, 'bench/jingwei-plans-bench'), [city, folder, rounds + 1]).trim().split('\n')) {
    const { name, value, unit, note } = JSON.parse(line);
    figures[name] = value;
    row(name, value, unit, note);
  }
  const geos = ['GEOS isValid', 'GEOS relate', 'table of segments'].reduce((sum, name) => sum + figures[`whole check, ${name}`], 0);
  row('whole check beside GEOS', geos / figures['whole check'], '× as fast', 'isValid, relate and a table of segments; they name no gap');
  return figures;
}

/** A copy of the city, two accounts, and one step to approval. */
async function prepared({ output, started, binary }, city, folder) {
  const db = path.join(folder, 'city.sqlite');
  output(binary, ['backup', city, db]);
  const keys = {};
  for (const [name, scope] of [['planner', 'write'], ['chief', 'admin']]) {
    output(binary, ['user', 'add', db, name, '--scope', scope, '--password', 'a long enough password']);
    keys[name] = output(binary, ['key', 'add', db, name]).trim();
  }
  const start = async () => {
    const server = await started(binary, ['serve', '--db', db, '--listen', '127.0.0.1:0', '--log', 'off']);
    return { server, planner: client(server, keys.planner), chief: client(server, keys.chief), reader: client(server, keys.planner) };
  };
  return start;
}

async function serverRows(tools, city, folder, ops) {
  const start = await prepared(tools, city, folder);
  const first = await start();
  await done(first.chief('PUT', '/v1/approval-steps', approvalSteps));
  const created = await done(first.planner('POST', '/v1/plans', { name: '虚构调整', note: '人口增加' }));
  tools.row('plan created', created.cpu, 'ms CPU', both(created));
  const plan = created.headers.location;
  const ours = await opRows(tools, first.planner, plan, ops, folder);
  await onceRows(tools, first.planner, plan);
  await problemRows(tools, first.planner, plan);
  await first.server.stop();
  const again = await start();
  const { server, planner } = again;
  const opened = await done(planner('GET', plan));
  tools.row('plan opened again after a restart', opened.cpu, 'ms CPU', `${both(opened)}; its ${JSON.parse(opened.bytes).ops.length} operations done again, all its grids told`);
  await planDiffRow(tools, planner, plan);
  await rested(server.pid, 0); // a server that has just started still draws its tiles
  await brushRow(tools, planner, ops);
  await suggestionRows(tools, planner, ops);
  const edition = await publishRows(tools, again, plan, ops);
  await diffRows(tools, planner, edition);
  await server.stop();
  return ours;
}

/** The operations, one after another on one connection, each with its answer and its fsync. */
async function opRows({ row }, planner, plan, ops, folder) {
  const probe = fsyncProbe(folder);
  const [first, ...others] = [ops.findLast(({ kind }) => kind === 'reshape'), ...ops.slice(0, rounds * kinds.length)];
  const opening = await done(planner('POST', `${plan}/ops`, first.op, any));
  row('plan op, the first on a plan', opening.cpu, 'ms CPU', both(opening));
  const cpu = Object.fromEntries(kinds.map((kind) => [kind, []]));
  const wall = Object.fromEntries(kinds.map((kind) => [kind, []]));
  const fsyncs = [];
  const refusals = [];
  for (const { kind, op } of others) {
    const reply = await planner('POST', `${plan}/ops`, op, any);
    fsyncs.push(probe.take());
    if (reply.status >= 300) {
      refusals.push(`${kind}: ${JSON.parse(reply.bytes).code}`);
      continue;
    }
    cpu[kind].push(reply.cpu);
    wall[kind].push(reply.wall);
  }
  probe.close();
  if (refusals.length > others.length / 5) throw new Error(`${refusals.length} operations were refused: ${refusals.join(', ')}`);
  for (const kind of kinds) {
    row(`plan op, ${kind}: server CPU, median`, median(cpu[kind]), 'ms', `${cpu[kind].length} over HTTP, one connection, the answer with numbers and problems; p99 ${quantile(cpu[kind], 0.99).toFixed(1)} ms; wall ${median(wall[kind]).toFixed(1)} and ${quantile(wall[kind], 0.99).toFixed(1)} ms`);
  }
  const all = (times) => Object.values(times).flat();
  row('plan op, all: server CPU, median', median(all(cpu)), 'ms', `${all(cpu).length} operations${refusals.length ? `; refused: ${refusals.join(', ')}` : ''}`);
  row('plan op, all: server CPU, p99', quantile(all(cpu), 0.99), 'ms', 'bar 10 ms and one fsync');
  row('plan op, all: wall, median', median(all(wall)), 'ms', 'with its fsync');
  row('plan op, all: wall, p99', quantile(all(wall), 0.99), 'ms');
  row('one fsync of 24 KB here: median', median(fsyncs), 'ms', `between the operations, in the same folder; p99 ${quantile(fsyncs, 0.99).toFixed(1)} ms`);
  return { cpu, wall };
}

/** Undo and redo in turn, without and with an Idempotency-Key. */
async function onceRows({ row }, planner, plan) {
  for (const [what, headers] of [['no key', () => any], ['an Idempotency-Key', (i) => ({ ...any, 'Idempotency-Key': `bench-${i}` })]]) {
    const replies = [];
    for (let i = 0; i < 20; i++) {
      replies.push(await done(planner('POST', `${plan}/${i % 2 ? 'redo' : 'undo'}`, undefined, headers(i))));
    }
    row(`plan undo and redo, ${what}: wall, median`, median(replies.map(({ wall }) => wall)), 'ms', `server CPU ${median(replies.map(({ cpu }) => cpu)).toFixed(1)} ms`);
  }
}

async function problemRows({ row }, planner, plan) {
  const replies = [];
  for (let i = 0; i < 11; i++) replies.push(await done(planner('GET', `${plan}/problems`)));
  const [, ...later] = replies;
  row('problems of a plan: server CPU, median', median(later.map(({ cpu }) => cpu)), 'ms', `bar 5 ms; of ${rounds * kinds.length} operations' grids and the borders as a whole; the first ${both(replies[0])}`);
}

async function planDiffRow({ row }, planner, plan) {
  const replies = [];
  for (let i = 0; i < 4; i++) replies.push(await done(planner('GET', `${plan}/diff`)));
  row('diff of a plan and its edition: server CPU', median(replies.map(({ cpu }) => cpu)), 'ms', `${both(replies.at(-1))}; ${Math.round(replies[0].bytes.length / 1024)} KB, people, houses, cameras; the first ${both(replies[0])}`);
}

/** Buildings brushed with the units that they stand in, which are cut out of their grid first; on a plan of its own. */
async function brushRow({ row }, planner, ops) {
  const plan = (await done(planner('POST', '/v1/plans', { name: '虚构涂刷' }))).headers.location;
  await done(planner('GET', plan)); // opened
  const [replies, refusals] = [[], []];
  for (const { op } of ops.filter(({ kind }) => kind === 'brush')) {
    const reply = await planner('POST', `${plan}/ops`, op, any);
    if (reply.status < 300) replies.push(reply);
    else refusals.push(JSON.parse(reply.bytes).code);
  }
  if (refusals.length > replies.length) throw new Error(`${refusals.length} brushed buildings were refused: ${refusals.join(', ')}`);
  const of = (what) => replies.map((reply) => reply[what]);
  row('plan op, a building with its unit: server CPU, p99', quantile(of('cpu'), 0.99), 'ms', `bar 10 ms; ${replies.length} operations, median ${median(of('cpu')).toFixed(1)}; wall ${median(of('wall')).toFixed(1)} and ${quantile(of('wall'), 0.99).toFixed(1)} ms${refusals.length ? `; refused: ${refusals.join(', ')}` : ''}`);
}

/** The grids of a community of the city rebalanced, gathering and JSON included; the 1,000 units of the bar are suggest-bench's. */
async function suggestionRows({ row }, planner, ops) {
  const plan = (await done(planner('POST', '/v1/plans', { name: '虚构方案' }))).headers.location;
  await done(planner('GET', plan)); // opened
  const within = ops.at(-1).op.grid.slice(0, 12);
  for (const [what, aims] of [['first answer', ['balance']], ['three alternatives', undefined]]) {
    const reply = await done(planner('POST', `${plan}/suggest`, { within, ...(aims ? { aims } : {}) }));
    const { units, parts, alternatives } = JSON.parse(reply.bytes);
    row(`suggest, a community of the city, ${what}: server CPU`, reply.cpu, 'ms', `${units} units, ${parts} grids, ${alternatives.length} alternatives, ${both(reply)}`);
  }
}

function tileAt([lon, lat], z) {
  const x = Math.floor(((lon + 180) / 360) * 2 ** z);
  const y = Math.floor(((1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2) * 2 ** z);
  return `/tiles/grids,grid_edges,grid_labels/${z}/${x}/${y}.mvt`;
}

/** One step to approval, which the chief takes. */
const approvalSteps = { steps: [{ code: 'approve', label_zh: '批准', label_en: 'Approval', approvers: [{ account: 'chief' }] }] };

/** Publication in the moment of approval, or in the moment of a start, when maps had asked for their tiles again. */
async function hurriedRow({ row, ...tools }, city, folder, ops, restarted) {
  mkdirSync(folder);
  const start = await prepared(tools, city, folder);
  let served = await start();
  await done(served.chief('PUT', '/v1/approval-steps', approvalSteps));
  const plan = (await done(served.planner('POST', '/v1/plans', { name: '虚构调整' }))).headers.location;
  for (const { op } of ops.slice(0, rounds * kinds.length)) await served.planner('POST', `${plan}/ops`, op, any);
  const tile = tileAt(ops[0].op.line[1], 14);
  await done(served.planner('GET', tile));
  await done(served.planner('POST', `${plan}/state`, { state: 'review' }, any));
  await done(served.chief('POST', `${plan}/state`, { state: 'approved', reason: '同意' }, any));
  if (restarted) {
    await served.server.stop();
    served = await start();
  }
  const before = (await done(served.planner('GET', tile))).headers.etag;
  const published = await done(served.chief('POST', `${plan}/publish`, undefined, any));
  const fresh = await done(served.planner('GET', tile));
  if (fresh.headers.etag === before) throw new Error('the tile is the old one');
  const when = restarted ? 'after a start and one tile' : 'with its review and approval a moment before';
  row(`plan published ${when}, until its first changed tile: wall`, published.wall + fresh.wall, 'ms', `to the World ${published.wall.toFixed(0)}, the tile ${fresh.wall.toFixed(0)}`);
  await served.server.stop();
}

/** Review, approval with the whole check, publication until the first changed tile, and the slowest of those who read meanwhile. */
async function publishRows({ row }, { server, planner, chief, reader }, plan, ops) {
  const place = ops[0].op.line[1];
  const tile = tileAt(place, 14);
  const before = (await done(planner('GET', tile))).headers.etag; // maps look at the ground long before
  await rested(server.pid, 0);
  const begun = cpuMillisecondsOfAll(server.pid);
  await done(planner('POST', `${plan}/state`, { state: 'review' }, any));
  row('plan reviewed, its edition prepared beside the readers', await rested(server.pid, begun), 'ms CPU', 'all that is made ahead, and the tiles of the zooms in use compared');
  const approved = await done(chief('POST', `${plan}/state`, { state: 'approved', reason: '同意' }, any));
  row('plan approved, the whole check included', approved.cpu, 'ms CPU', both(approved));
  let reading = true;
  const slowest = (async () => {
    let most = 0;
    while (reading) most = Math.max(most, (await done(reader('GET', `/v1/locate?lon=${place[0]}&lat=${place[1]}`))).wall);
    return most;
  })();
  const published = await done(chief('POST', `${plan}/publish`, undefined, any));
  reading = false;
  const most = await slowest;
  const fresh = await done(planner('GET', tile));
  if (fresh.headers.etag === before) throw new Error('the tile is the old one');
  row('plan published, the new World served', published.cpu, 'ms CPU', `${both(published)}; somebody reads all the while, which is part of it`);
  row('plan published, first changed tile', fresh.cpu, 'ms CPU', both(fresh));
  row('plan published until its first changed tile: wall', published.wall + fresh.wall, 'ms', 'bar 150 ms');
  row('GET /v1/locate while it is published: slowest', most, 'ms', 'one connection; readers never wait');
  return JSON.parse(published.bytes).edition;
}

async function diffRows({ row }, planner, edition) {
  const target = `/v1/editions/${edition}/diff?against=${edition - 1}`;
  const replies = [];
  for (let i = 0; i < 5; i++) replies.push(await done(planner('GET', target)));
  const [first, ...later] = replies;
  const { grids, people, objects_count: objects } = JSON.parse(first.bytes);
  row('diff of two editions, the first time: server CPU', first.cpu, 'ms', `bar 300 ms; ${both(first)}; ${grids.length} grids, ${people.length} people, ${objects} objects`);
  row('diff of two editions, asked again: server CPU', median(later.map(({ cpu }) => cpu)), 'ms', both(later.at(-1)));
}

/** 30 parts of 1,000 units, beside METIS on the same graph. */
function suggestRows({ row, output, buildFolder }) {
  const said = output(path.join(buildFolder, 'bench/suggest-bench'), []);
  const times = (name) => [...said.matchAll(new RegExp(`^${name} +([\\d.]+) ms`, 'gm'))].map(([, ms]) => Number(ms));
  const aims = ['balance', 'streets', 'least_change'].map(times);
  if (aims.some((found) => found.length === 0)) throw new Error(said);
  const three = aims[0].map((_, town) => aims.reduce((sum, found) => sum + found[town], 0));
  row('suggest 30 grids of 1,000 units, first answer', Math.max(...aims[0]), 'ms CPU', 'bar 500 ms; the slowest of three towns, the partition only');
  row('suggest 30 grids of 1,000 units, three alternatives', Math.max(...three), 'ms CPU', 'bar 3,000 ms');
  const metis = times('METIS');
  if (metis.length) row('suggest 30 grids of 1,000 units, METIS', Math.max(...metis), 'ms CPU', 'k-way: one division, no streets, no whole quarters, nobody kept with the worker they know');
}

// What the benchmark says about its bars comes from the figures.
import assert from 'node:assert/strict';
import test from 'node:test';
import { barOn, barSummary, shownBar } from '../../bench/bars.mjs';

test('a figure on its bar is met, beyond it is missed, in either direction', () => {
  const ratio = 'city: how often faster than the fastest peer, one point, uniform';
  assert.equal(barOn(ratio, 20).met, true);
  assert.equal(barOn(ratio, 19.9).met, false);
  const clean = 'coverage clean, 10,000 dirty polygons';
  assert.equal(barOn(clean, 1500).met, true);
  assert.equal(barOn(clean, 1501).met, false);
  assert.equal(shownBar(barOn(clean, 1501)), '≤ 1,500: missed');
});

test('each access log of the locate rows has its bars, and a row without a bar shows none', () => {
  for (const log of ['no access log', 'access log to a file']) {
    assert.equal(barOn(`GET /v1/locate, district, ${log}: CPU beside bare Beast`, 1.6).met, false);
    assert.equal(barOn(`GET /v1/locate, district, ${log}: requests a second`, 60_000).met, true);
  }
  assert.equal(barOn('bare Beast, 1 kB: requests a second', 1), undefined);
  assert.equal(barOn('city: S2, answers other than ours away from borders', 5), undefined);
  assert.equal(shownBar(undefined), '');
});

test('the summary names what was missed and what was not measured', () => {
  const row = (name, value, unit) => ({ name, value, unit, bar: barOn(name, value) });
  const [count, missed, absent] = barSummary([row('coverage check_whole', 75, 'ms CPU'), row('304, one worker: CPU beside nginx', 1.2, '×'), row('of no bar', 1, '')]);
  assert.equal(count, 'bars: 1 of 2 rows met');
  assert.equal(missed, 'missed: tiles 6, 304, one worker: CPU beside nginx: 1.2 ×, bar ≤ 1: missed');
  assert.match(absent, /^not measured in this run: locate 1, .*coverage 3/);
  assert.doesNotMatch(absent, /tiles 6|coverage 2/);
});

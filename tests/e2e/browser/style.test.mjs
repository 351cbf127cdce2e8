import assert from 'node:assert/strict';
import path from 'node:path';
import test from 'node:test';
import { jingweiDone, serve, temporaryFolder } from '../support/jingwei.mjs';

/** Every attribute that an expression reads. */
function fieldsOf(value) {
  if (!Array.isArray(value)) return value && typeof value === 'object' ? Object.values(value).flatMap(fieldsOf) : [];
  const own = ['get', 'has'].includes(value[0]) && typeof value[1] === 'string' ? [value[1]] : [];
  return [...own, ...value.flatMap(fieldsOf)];
}

test('the style of the wall reads only layers and fields that the tiles carry', async (t) => {
  const db = path.join(temporaryFolder(t), 'town.sqlite');
  await jingweiDone('sample', db, '--size', 'town');
  const { url } = await serve(t, db, '--demo');
  const style = await (await fetch(`${url}/styles/wall.json`)).json();
  const layersOf = {};
  for (const [name, source] of Object.entries(style.sources)) {
    const tilejson = await (await fetch(url + source.url)).json();
    layersOf[name] = Object.fromEntries(tilejson.vector_layers.map((layer) => [layer.id, Object.keys(layer.fields)]));
  }
  for (const layer of style.layers) {
    const fields = layersOf[layer.source]?.[layer['source-layer']];
    assert.ok(fields, `${layer.id}: no layer ${layer['source-layer']} in ${layer.source}`);
    for (const field of fieldsOf([layer.filter, layer.layout, layer.paint])) {
      assert.ok(fields.includes(field), `${layer.id}: ${layer['source-layer']} has no field ${field}`);
    }
  }
});

import { test } from "uvu";
import * as assert from "uvu/assert";
import { descentCertificate, flowCertificate } from "../models/implicit-relu/certificates.js";
import type { ImplicitData } from "../models/implicit-relu/data.js";
import { implicitReluModel } from "../models/implicit-relu/model.js";
import { LayerTraining } from "../models/implicit-relu/training.js";
import { trainedLayer } from "./trained-layer.js";

const drawn = (family: ReturnType<typeof trainedLayer>, count: number) =>
  Array.from({ length: count }, (_, index) => family.draw(20220516n, index));

/** The instance with its residual scaled about the outputs. */
function rescaled(data: ImplicitData, factor: number): ImplicitData {
  const outputs = new LayerTraining(data).outputs;
  const y = data.y?.map((label, i) => outputs[i].mid + factor * (label - outputs[i].mid));
  return { ...data, ...(y === undefined ? {} : { y }) };
}

for (const theorem of ["flow", "descent"] as const) {
  const applies = (data: ImplicitData) => {
    const layer = new LayerTraining(data);
    return (theorem === "flow" ? flowCertificate(layer) : descentCertificate(layer, null)).applies;
  };

  test(`${theorem}: the boundary is a boundary`, () => {
    let tried = 0;
    for (const { data, stratum } of drawn(trainedLayer({ theorem }), 120)) {
      if (stratum !== "on the boundary" || applies(data) !== true) continue;
      // Where nothing that is trained moves the features (gamma = 0, u and A), every residual will do.
      if (new LayerTraining(data).residualNorm.mid > 15) continue;
      tried++;
      assert.is(applies(rescaled(data, 0.999)), true, "just inside");
      assert.is.not(applies(rescaled(data, 1.001)), true, "just outside");
    }
    assert.ok(tried > 20, `${tried} instances on the boundary`);
  });
}

test("instances are a pure function of key and index, and their file form round-trips", () => {
  const options = { times: 2, steps: [1, 3], moved: "ball" } as const;
  const [once, again] = [drawn(trainedLayer(options), 20), drawn(trainedLayer(options), 20)];
  once.forEach(({ data }, k) => {
    const text = JSON.stringify(implicitReluModel.serialize(data));
    assert.is(JSON.stringify(implicitReluModel.serialize(again[k].data)), text);
    assert.is(JSON.stringify(implicitReluModel.serialize(implicitReluModel.parse(JSON.parse(text), "x"))), text);
  });
});

test("wrong options are refused in one line that names them", () => {
  assert.throws(() => trainedLayer({ theorem: "both" as "flow" }), /trainedLayer: theorem must be/);
  assert.throws(() => trainedLayer({ wdith: [1, 2] } as object), /unknown option "wdith"/);
  assert.throws(() => trainedLayer({ gain: [0.5, 1.5] }), /gain must be/);
});

test.run();
